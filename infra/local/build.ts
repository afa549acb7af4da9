import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "../..");

/** Where `infra/src/app.ts` writes the cloud assembly. */
export const assemblyFolder = join(root, "cdk.out");

/** The functions could not be built, or the stacks not synthesized; the message holds what the tool said. */
export class BuildError extends Error {
  override readonly name = "BuildError";
}

/** Bundles all functions. */
export function buildFunctions(signal: AbortSignal): Promise<void> {
  return run("infra/src/bundle.ts", signal);
}

/** Synthesizes the stacks that would be deployed. */
export function synthesize(signal: AbortSignal): Promise<void> {
  return run("infra/src/app.ts", signal);
}

async function run(script: string, signal: AbortSignal): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [script], {
      cwd: root,
      signal,
      maxBuffer: 64 * 1024 * 1024,
      // CDK's template validator takes seconds; "npm run synth" and the tests of infra run it.
      env: { ...process.env, CDK_OUTDIR: assemblyFolder, CDK_VALIDATION: "false" },
    });
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new BuildError(`"node ${script}" failed:\n${said}`, { cause: error });
  }
}
