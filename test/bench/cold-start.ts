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
import { median } from "./report.ts";

const starts = 3;
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

async function startOnce(definition: FunctionDefinition): Promise<number> {
  const id = "bench";
  const at = { environmentId: id, region, awsUrl, daemonAddress: "127.0.0.1:9", date: "2026/01/01" };
  const environment = openEnvironment({
    id,
    definition,
    variables: environmentVariables(definition, at),
    clockOffset: new BigInt64Array(new SharedArrayBuffer(8)),
    log: () => undefined,
  });
  const { milliseconds, error } = await environment.initialized;
  environment.close();
  if (error !== undefined) throw new Error(`${definition.name} does not load: ${error.errorMessage}`);
  return milliseconds;
}

/** Milliseconds from the start of a thread until its bundle is loaded: the median of three. */
export async function coldStart(definition: FunctionDefinition): Promise<number> {
  const milliseconds: number[] = [];
  for (let start = 0; start < starts; start += 1) milliseconds.push(await startOnce(definition));
  return median(milliseconds);
}
