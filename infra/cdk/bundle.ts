import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import { bundleSubstitutes } from "./bundle-substitutes.ts";
import { entrySourceOf } from "./entries.ts";
import { openApiDocument } from "./openapi.ts";
import { type FunctionPlan, functionsOf } from "./plan.ts";
import { services } from "./services.ts";

const root = join(import.meta.dirname, "../..");

/** The largest bundle that still starts fast enough with the SDK inside (design, "Numbers to hold"). */
export const maxBundleBytes = 900 * 1024;

/** The bytes of each function's bundle. */
export type BundleSizes = Readonly<Record<string, number>>;

const namespace = "function";

/** Serves each function's entry from memory, as if it lay in the root of the repository. */
function entries(plans: readonly FunctionPlan[]): Plugin {
  const byName = new Map(plans.map((plan) => [plan.name, plan]));
  return {
    name: "entries",
    setup(builder) {
      builder.onResolve({ filter: /^function:/ }, ({ path }) => ({ path: path.slice("function:".length), namespace }));
      builder.onLoad({ filter: /.*/, namespace }, ({ path }) => {
        const plan = byName.get(path);
        return plan === undefined ? undefined : { contents: entrySourceOf(plan), loader: "ts", resolveDir: root };
      });
    },
  };
}

/**
 * Where the SDK would look for credentials after the environment, each by an import of its own. Lambda always has them in
 * the environment, so these 130 KB would never be asked for.
 */
const otherCredentials = [
  "@smithy/credential-provider-imds",
  ...["http", "ini", "process", "sso", "web-identity"].map((kind) => `@aws-sdk/credential-provider-${kind}`),
];

function optionsFor(plans: readonly FunctionPlan[], folder: string): BuildOptions {
  return {
    absWorkingDir: root,
    entryPoints: plans.map(({ name }) => ({ in: `function:${name}`, out: `${name}/index` })),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    plugins: [entries(plans), bundleSubstitutes],
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "esm",
    // ESM sources first: only they can be shaken.
    mainFields: ["module", "main"],
    // CommonJS dependencies inside an ES module still ask for Node's own modules by `require`.
    banner: {
      js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
    },
    external: otherCredentials,
    legalComments: "none",
    metafile: true,
    logLevel: "error",
  };
}

function sizesOf({ outputs }: Metafile): BundleSizes {
  return Object.fromEntries(
    Object.entries(outputs)
      .map(([file, { bytes }]) => [file.split("/").at(-2) ?? file, bytes] as const)
      .sort(),
  );
}

async function writeDescription(plans: readonly FunctionPlan[], folder: string): Promise<void> {
  if (!plans.some(({ name }) => name === "operations-api")) return;
  await writeFile(join(folder, "operations-api/openapi.json"), JSON.stringify(openApiDocument()));
}

async function bundle(plans: readonly FunctionPlan[], folder: string): Promise<BundleSizes> {
  const { metafile } = await build(optionsFor(plans, folder));
  await writeDescription(plans, folder);
  if (metafile === undefined) throw new Error("esbuild wrote no metafile.");
  return sizesOf(metafile);
}

function allPlans(): readonly FunctionPlan[] {
  return services.flatMap(functionsOf);
}

/** Builds every function into `folder/<function>/index.mjs` and removes folders of functions that are no more. */
export async function buildAll(folder: string = join(root, "dist")): Promise<BundleSizes> {
  const plans = allPlans();
  const sizes = await bundle(plans, folder);
  const stale = (await readdir(folder)).filter((name) => !plans.some((plan) => plan.name === name));
  for (const name of stale) await rm(join(folder, name), { recursive: true });
  return sizes;
}

/** What each bundle is made of: the bytes of every input; writes nothing. */
export async function describeAll(): Promise<Metafile["outputs"]> {
  return (await build({ ...optionsFor(allPlans(), "dist"), metafile: true, write: false })).metafile.outputs;
}

/** Builds the named functions anew and leaves the others as they are. */
export async function rebuild(names: readonly string[], folder: string = join(root, "dist")): Promise<BundleSizes> {
  return bundle(
    allPlans().filter(({ name }) => names.includes(name)),
    folder,
  );
}

function print(sizes: BundleSizes): boolean {
  for (const [name, bytes] of Object.entries(sizes)) {
    const mark = bytes > maxBundleBytes ? `  over the budget of ${maxBundleBytes / 1024} KB` : "";
    process.stdout.write(`${`${Math.round(bytes / 1024)} KB`.padStart(8)}  ${name}${mark}\n`);
  }
  return Object.values(sizes).every((bytes) => bytes <= maxBundleBytes);
}

if (import.meta.main) process.exitCode = print(await buildAll()) ? 0 : 1;
