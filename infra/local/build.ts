import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** Root of the repository. */
export const root = join(import.meta.dirname, "../..");

/** Where `infra/cdk/app.ts` writes the cloud assembly. */
export const assemblyFolder = join(root, "cdk.out");

/** The functions could not be built, or the stacks not synthesized; the message holds what the tool said. */
export class BuildError extends Error {
  override readonly name = "BuildError";
}

/** Bundles all functions; a bundle over its budget is the concern of "npm run build", not of a start. */
export function buildFunctions(signal: AbortSignal): Promise<void> {
  return run("infra/cdk/bundle.ts", "buildAll", signal);
}

/** Synthesizes the stacks that would be deployed, with what is given as CDK's context. */
export function synthesize(signal: AbortSignal, context: Readonly<Record<string, string>> = {}): Promise<void> {
  return run("infra/cdk/app.ts", "synthesize", signal, { context });
}

/** Runs a function of a module in a process of its own, so that CDK and esbuild take no memory once they are done. */
async function run(module: string, name: string, signal: AbortSignal, options?: object): Promise<void> {
  const program = `const { ${name} } = await import("./${module}"); await ${name}(${JSON.stringify(options) ?? ""});`;
  try {
    await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: root,
      signal,
      maxBuffer: 64 * 1024 * 1024,
      // CDK's template validator takes seconds; "npm run synth" and the tests of infra run it.
      env: { ...process.env, CDK_OUTDIR: assemblyFolder, CDK_VALIDATION: "false" },
    });
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new BuildError(`${name} in ${module} failed:\n${said}`, { cause: error });
  }
}
