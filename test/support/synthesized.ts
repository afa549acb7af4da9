import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { synthesize } from "../../infra/cdk/app.ts";
import { functionsOf } from "../../infra/cdk/plan.ts";
import { services } from "../../infra/cdk/services.ts";
import type { Resources } from "../../infra/local/ports.ts";
import { type Assembly, readAssembly } from "../../infra/local/template/assembly.ts";
import { resolveResources } from "../../infra/local/template/resources.ts";

/** What would be deployed: templates as they are, and resources with their references resolved. */
export type Deployment = { readonly assembly: Assembly; readonly resources: Resources };

/** Leaves an empty bundle for each function in a folder: what is in them does not matter to templates. */
export function writeEmptyBundles(folder: string): void {
  for (const { name } of services.flatMap(functionsOf)) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, "index.mjs"), `// ${name}\n`);
  }
}

/** Synthesizes the whole app and reads it back. Nobody listens at the address that it names as AWS. */
export function synthesized(
  outdir: string,
  bundles: string,
  context: Readonly<Record<string, string>> = {},
): Deployment {
  const assembly = readAssembly(synthesize({ outdir, bundles, context }));
  return { assembly, resources: resolveResources(assembly, "http://127.0.0.1:1") };
}
