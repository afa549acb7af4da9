import { readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import { eventCatalog } from "./asyncapi.ts";
import { bundleSubstitutes } from "./bundle-substitutes.ts";
import { eventsPage } from "./docs/events-page.ts";
import { type Page, referencePage } from "./docs/page.ts";
import { entrySourceOf } from "./entries.ts";
import { openApiDocument } from "./openapi.ts";
import { type FunctionPlan, functionsOf } from "./plan.ts";
import { services } from "./services.ts";

const root = join(import.meta.dirname, "../..");

/**
 * The most that a function may load as it starts, a little above the largest, and that it may have in all: V8 reads about
 * 20 KB in a millisecond, so a schema, a store or a client of the SDK that gets into the start is seen here.
 */
export const maxBytes: BundleSize = { start: 125 * 1024, all: 575 * 1024 };

/** The bytes of a function's bundle: what it loads as it starts, and all that it has. */
export type BundleSize = { readonly start: number; readonly all: number };

/** The size of each function's bundle. */
export type BundleSizes = Readonly<Record<string, BundleSize>>;

const namespace = "function";

/** Serves a function's entry from memory, as if it lay in the root of the repository. */
function entryPlugin(plan: FunctionPlan): Plugin {
  return {
    name: "entry",
    setup(builder) {
      builder.onResolve({ filter: /^function:/ }, ({ path }) => ({ path: path.slice("function:".length), namespace }));
      builder.onLoad({ filter: /.*/, namespace }, () => ({
        contents: entrySourceOf(plan),
        loader: "ts",
        resolveDir: root,
      }));
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

function optionsFor(plan: FunctionPlan, folder: string): BuildOptions {
  return {
    absWorkingDir: root,
    entryPoints: [{ in: `function:${plan.name}`, out: "index" }],
    outdir: join(folder, plan.name),
    outExtension: { ".js": ".mjs" },
    plugins: [entryPlugin(plan), bundleSubstitutes],
    bundle: true,
    // What a function loads later lies beside what it starts with.
    splitting: true,
    chunkNames: "[hash]",
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
    logLevel: "error",
  };
}

type Outputs = Metafile["outputs"];

/** The files that a file brings along as it is loaded, and itself; not those that it loads later. */
function startingWith(file: string, outputs: Outputs, known = new Set<string>()): ReadonlySet<string> {
  known.add(file);
  for (const { path, kind } of outputs[file]?.imports ?? []) {
    if (kind === "import-statement" && path in outputs && !known.has(path)) startingWith(path, outputs, known);
  }
  return known;
}

/** How large a bundle is by what esbuild tells of its files. */
export function sizeOf(outputs: Outputs): BundleSize {
  const entry = Object.keys(outputs).find((file) => outputs[file]?.entryPoint?.startsWith(`${namespace}:`)) ?? "";
  const bytesOf = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
  return { start: bytesOf(startingWith(entry, outputs)), all: bytesOf(Object.keys(outputs)) };
}

async function describe(plan: FunctionPlan, folder: string, write: boolean): Promise<Outputs> {
  return (await build({ ...optionsFor(plan, folder), metafile: true, write })).metafile.outputs;
}

/** The files of a page that a function serves. */
function filesOf(name: string, { html, policy }: Page): Readonly<Record<string, string>> {
  return { [`${name}.html`]: html, [`${name}.policy.txt`]: policy };
}

/** What lies beside a function's code for it to serve, by file name. */
async function besideOf({ name }: FunctionPlan): Promise<Readonly<Record<string, string>>> {
  if (name === "operations-api") {
    return { "openapi.json": JSON.stringify(openApiDocument()), "asyncapi.json": JSON.stringify(eventCatalog()) };
  }
  if (name !== "operations-docs") return {};
  return {
    ...filesOf("reference", await referencePage(services)),
    ...filesOf("events", eventsPage(eventCatalog())),
  };
}

/** Builds one function; of files that it had before and has no more, nothing stays. */
async function bundle(plan: FunctionPlan, folder: string): Promise<BundleSize> {
  const outputs = await describe(plan, folder, true);
  const into = join(folder, plan.name);
  const files = Object.keys(outputs).map((file) => basename(file));
  const beside = await besideOf(plan);
  for (const [name, text] of Object.entries(beside)) await writeFile(join(into, name), text);
  files.push(...Object.keys(beside));
  await removeAllBut(files, into);
  return sizeOf(outputs);
}

async function removeAllBut(names: readonly string[], folder: string): Promise<void> {
  const stale = (await readdir(folder)).filter((name) => !names.includes(name));
  for (const name of stale) await rm(join(folder, name), { recursive: true });
}

function allPlans(): readonly FunctionPlan[] {
  return services.flatMap(functionsOf);
}

/** Calls `task` for each function at once; the answers by the functions' names, in order. */
async function ofEach<Result>(task: (plan: FunctionPlan) => Promise<Result>): Promise<Record<string, Result>> {
  const results = allPlans().map(async (plan) => [plan.name, await task(plan)] as const);
  return Object.fromEntries((await Promise.all(results)).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Builds every function into `folder/<function>/index.mjs` and removes folders of functions that are no more. */
export async function buildAll(folder: string = join(root, "dist")): Promise<BundleSizes> {
  const sizes = await ofEach((plan) => bundle(plan, folder));
  await removeAllBut(Object.keys(sizes), folder);
  return sizes;
}

/** What each function's bundle is made of: its files with the bytes of every input; writes nothing. */
export async function describeAll(): Promise<Readonly<Record<string, Outputs>>> {
  return ofEach((plan) => describe(plan, "dist", false));
}

function isWithinBudget({ start, all }: BundleSize): boolean {
  return start <= maxBytes.start && all <= maxBytes.all;
}

function print(sizes: BundleSizes): boolean {
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1024)} KB`.padStart(8);
  for (const [name, size] of Object.entries(sizes)) {
    const mark = isWithinBudget(size) ? "" : "  over the budget";
    process.stdout.write(`${kilobytes(size.start)} of ${kilobytes(size.all)}  ${name}${mark}\n`);
  }
  return Object.values(sizes).every(isWithinBudget);
}

if (import.meta.main) process.exitCode = print(await buildAll()) ? 0 : 1;
