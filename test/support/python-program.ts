import { execFile } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What must be done before a program can run, in words for the person who asked for it. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";
}

async function hasPython(program: string): Promise<void> {
  try {
    await run("python3", ["-c", "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 10))"]);
  } catch (error) {
    throw new CannotRun(
      `${program} is a Python program. Install Python 3.10 or newer with its modules venv and ensurepip, as python3.`,
      { cause: error },
    );
  }
}

/**
 * Puts a Python program, at the versions that its requirements pin, into a virtual environment of its own; does nothing
 * when it is there.
 *
 * @throws CannotRun without Python
 */
export async function installPython(
  program: string,
  { venv, requirements }: { readonly venv: string; readonly requirements: string },
  signal: AbortSignal,
): Promise<void> {
  await hasPython(program);
  const installed = join(venv, "requirements.txt");
  const wanted = readFileSync(requirements, "utf8");
  if (existsSync(installed) && readFileSync(installed, "utf8") === wanted) return;
  rmSync(venv, { recursive: true, force: true });
  await run("python3", ["-m", "venv", venv], { signal });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements];
  await run(join(venv, "bin/python"), pip, { signal });
  cpSync(requirements, installed);
}
