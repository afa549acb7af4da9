import { createRequire } from "node:module";
import { currencies } from "countries-list/currencies";
import type { Plugin } from "esbuild";
import { iso31661, iso31662 } from "iso-3166";
import { patchLibraries } from "./library-patches.ts";

/**
 * Takes the place of modules that cost every function more than they give it; measured with `orders-checkout`, whose
 * start took 220 ms of CPU and each call 12 ms.
 */
export const bundleSubstitutes: Plugin = {
  name: "bundle-substitutes",
  setup(builder) {
    keepSegmentsWithoutHooks(builder);
    leaveOutOtherTracing(builder);
    readHttpWhenUsed(builder);
    trustTestedModels(builder);
    listCodesAlone(builder);
    transliterateWithoutLocales(builder);
    patchLibraries(builder);
    leaveOutDocumentClient(builder);
  },
};

type Builder = Parameters<Plugin["setup"]>[0];

/** The X-Ray SDK's own `cls-hooked` hooks into every promise: a sixth of a call. */
function keepSegmentsWithoutHooks(builder: Builder): void {
  builder.onResolve({ filter: /^cls-hooked\/context$/ }, ({ kind, resolveDir }) =>
    builder.resolve("@millrace/lambda/trace-context", { kind, resolveDir }),
  );
}

const otherTracing = [
  "middleware/mw_utils",
  "patchers/aws_p",
  "patchers/http_p",
  "segments/plugins/ec2_plugin",
  "segments/plugins/ecs_plugin",
  "segments/plugins/elastic_beanstalk_plugin",
].map((module) => createRequire(import.meta.url).resolve(`aws-xray-sdk-core/dist/lib/${module}.js`));

/**
 * What the X-Ray SDK has for servers, for other hosts, for the second AWS SDK and for every HTTP request: Lambda loads it
 * and never calls it, with `semver` and TLS beneath it. Whoever calls it hears that it is not there; the build fails where
 * the SDK has moved it.
 */
function leaveOutOtherTracing(builder: Builder): void {
  const contents = `
    // The one call, as the SDK starts: there is no sampling to switch off.
    const started = { disableCentralizedSampling() {} };
    const missing = (name) => () => { throw new Error(name + " of the X-Ray SDK is left out of the bundles."); };
    module.exports = new Proxy(started, { get: (there, name) => there[name] ?? missing(name) });`;
  builder.onLoad({ filter: /aws-xray-sdk-core\/dist\/lib\/\w+\// }, ({ path }) =>
    otherTracing.includes(path) ? { contents } : undefined,
  );
  const namespace = "unpatched";
  builder.onResolve({ filter: /^node:https$/ }, ({ importer, path }) =>
    /@aws-lambda-powertools\/tracer\//.test(importer) ? { path, namespace } : undefined,
  );
  builder.onLoad({ filter: /.*/, namespace }, () => ({ contents: "export default {};" }));
}

/**
 * `import … from "node:http"` reads every export at once, and the one called `WebSocket` loads all of `fetch`: an eighth
 * of a start. `require` reads what is used.
 */
function readHttpWhenUsed(builder: Builder): void {
  const namespace = "required";
  builder.onResolve({ filter: /^(node:)?http$/ }, ({ kind, path }) =>
    kind === "import-statement" ? { path, namespace } : undefined,
  );
  builder.onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: `module.exports = require("${path}");` }));
}

/** ElectroDB checks each entity's model against a JSON schema as it is made: a sixth of a start. Tests have done so. */
function trustTestedModels(builder: Builder): void {
  const namespace = "trusting";
  builder.onResolve({ filter: /^jsonschema$/ }, ({ path }) => ({ path, namespace }));
  builder.onLoad({ filter: /.*/, namespace }, () => ({
    contents: `
      class Validator { addSchema() {} validate() { return { errors: [] }; } }
      Validator.prototype.customFormats = {};
      module.exports = { Validator };`,
  }));
}

/**
 * ElectroDB loads the SDK's document client, and with it all of the SDK, for clients of the SDK's third version. Ours has
 * the methods of the second; should ElectroDB ever want a command, there is none.
 */
function leaveOutDocumentClient(builder: Builder): void {
  const namespace = "left-out";
  builder.onResolve({ filter: /^@aws-sdk\/lib-dynamodb$/ }, ({ path }) => ({ path, namespace }));
  builder.onLoad({ filter: /.*/, namespace }, () => ({ contents: "module.exports = {};" }));
}

/** The lists of codes are 400 KB with names in English and in each country's own words, which no function reads. */
function listCodesAlone(builder: Builder): void {
  const serve = (filter: RegExp, contents: string): void => builder.onLoad({ filter }, () => ({ contents }));
  const digits = Object.entries(currencies).map(([code, { decimals, withdrawn }]) => [code, { decimals, withdrawn }]);
  serve(
    /countries-list\/mjs\/currencies\.js$/,
    `export const currencies = ${JSON.stringify(Object.fromEntries(digits))};`,
  );
  const countries = iso31661.map(({ alpha2 }) => alpha2).join(" ");
  serve(/iso-3166\/1\.js$/, `export const iso31661 = "${countries}".split(" ").map((alpha2) => ({ alpha2 }));`);
  // `ES:CN GC<CN`: the country, then its regions without it, each with the one that it is a part of.
  const regions = Object.entries(Object.groupBy(iso31662, ({ code }) => code.slice(0, 2))).map(
    ([country, parts = []]) =>
      `${country}:${parts
        .map(({ code, parent }) => code.slice(3) + (parent === country ? "" : `<${parent.slice(3)}`))
        .join(" ")}`,
  );
  serve(
    /iso-3166\/2\.js$/,
    `export const iso31662 = "${regions.join(";")}".split(";").flatMap((line) => {
      const [country, parts] = line.split(":");
      return parts.split(" ").map((part) => {
        const [region, within] = part.split("<");
        return { code: country + "-" + region, parent: within ? country + "-" + within : country };
      });
    });`,
  );
}

/** As it loads, `transliterate` makes a pattern of 1,900 letters for each of seven locales; a name has none. */
function transliterateWithoutLocales(builder: Builder): void {
  builder.onLoad({ filter: /transliterate\/locale-replacements\.js$/ }, () => ({ contents: "export default {};" }));
}
