import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Runtime, startRuntime } from "../../infra/local/runtime.ts";

type Template = { readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };

/** A copy of the synthesized assembly, each resource of a type changed. */
export const assemblyWith = (type: string, change: (properties: Record<string, unknown>) => void): string => {
  const assembly = mkdtempSync(join(tmpdir(), "millrace-assembly-"));
  cpSync(resolve(import.meta.dirname, "../../cdk.out"), assembly, { recursive: true });
  for (const name of readdirSync(assembly).filter((file) => file.endsWith(".template.json"))) {
    const template = JSON.parse(readFileSync(join(assembly, name), "utf8")) as Template;
    for (const { Type, Properties } of Object.values(template.Resources)) if (Type === type) change(Properties);
    writeFileSync(join(assembly, name), JSON.stringify(template));
  }
  return assembly;
};

export const removeAssembly = (assembly: string): void => rmSync(assembly, { recursive: true, force: true });

/** A second stack beside the one under test, in this process, for what would spoil the first. */
export const startOwnStack = (assemblyFolder: string, dataFolder?: string): Promise<Runtime> =>
  startRuntime({
    assemblyFolder,
    ports: { api: 0, aws: 0, admin: 0 },
    ...(dataFolder === undefined ? {} : { dataFolder }),
    environmentsPerFunction: 1,
    faults: [],
    seed: Date.now(),
    tuning: "quick",
  });
