import { currencies } from "countries-list/currencies";
import type { Plugin } from "esbuild";
import { iso31661, iso31662 } from "iso-3166";

/**
 * Takes the place of modules that cost every function more than they give it; measured with `orders-checkout`, whose
 * start took 220 ms of CPU and each call 12 ms.
 */
export const bundleSubstitutes: Plugin = {
  name: "bundle-substitutes",
  setup(builder) {
    keepSegmentsWithoutHooks(builder);
    readHttpWhenUsed(builder);
    trustTestedModels(builder);
    listCodesAlone(builder);
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
