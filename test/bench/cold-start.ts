import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { synthesize } from "../../infra/cdk/app.ts";
import {
  environmentVariables,
  type FunctionDefinition,
  readDefinition,
} from "../../infra/local/functions/definition.ts";
import { openEnvironment } from "../../infra/local/functions/environment.ts";
import { readAssembly } from "../../infra/local/template/assembly.ts";
import { region } from "../../infra/local/template/physical.ts";
import { resolveResources } from "../../infra/local/template/resources.ts";

const starts = 5;
/** Nobody listens there: loading a bundle calls nobody. */
const awsUrl = "http://127.0.0.1:9";

/** The functions of the stacks that would be deployed, with the bundles in a folder. */
export function deployedFunctions(bundles: string, outdir: string): readonly FunctionDefinition[] {
  const folder = synthesize({ outdir, bundles });
  const resources = resolveResources(readAssembly(folder), awsUrl);
  return resources.ofType("AWS::Lambda::Function").map((resource) => readDefinition(resource, folder));
}

/** A function that is like another, but whose bundle has nothing in it. */
export function emptied(definition: FunctionDefinition, folder: string): FunctionDefinition {
  const bundleFolder = join(folder, "empty");
  mkdirSync(bundleFolder);
  writeFileSync(join(bundleFolder, "index.mjs"), "export const handler = async () => {};");
  return { ...definition, name: "empty", bundleFolder };
}

/** What a start takes, in milliseconds; `cpu` is that of all threads. */
export type Start = { readonly elapsed: number; readonly cpu: number };

async function startOnce(definition: FunctionDefinition): Promise<Start> {
  const id = "bench";
  const before = process.cpuUsage();
  const at = { environmentId: id, region, awsUrl, daemonAddress: "127.0.0.1:9", date: "2026/01/01" };
  const environment = openEnvironment({
    id,
    definition,
    variables: environmentVariables(definition, at),
    clockOffset: new BigInt64Array(new SharedArrayBuffer(8)),
    endpoint: { url: () => awsUrl, answer: async () => undefined },
    log: () => undefined,
  });
  const { milliseconds: elapsed, error } = await environment.initialized;
  const { user, system } = process.cpuUsage(before);
  environment.close();
  if (error !== undefined) throw new Error(`${definition.name} does not load: ${error.errorMessage}`);
  return { elapsed, cpu: (user + system) / 1_000 };
}

/** The least of everything: what else the machine does only ever adds to it. */
function leastOf(starts: readonly Start[]): Start {
  return {
    elapsed: Math.min(...starts.map(({ elapsed }) => elapsed)),
    cpu: Math.min(...starts.map(({ cpu }) => cpu)),
  };
}

/**
 * A function's start beside an empty one's: from the start of a thread until the bundle is loaded. In turns, so that a
 * slow moment of the machine is in both; the least of five each.
 */
export async function coldStart(definition: FunctionDefinition, empty: FunctionDefinition) {
  const mine: Start[] = [];
  const nothing: Start[] = [];
  for (let start = 0; start < starts; start += 1) {
    nothing.push(await startOnce(empty));
    mine.push(await startOnce(definition));
  }
  return { mine: leastOf(mine), empty: leastOf(nothing) };
}
