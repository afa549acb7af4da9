import { execFile } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether this machine has a python3 (3.10 or newer) that makes virtual environments. */
export async function hasPython(): Promise<boolean> {
  try {
    await run("python3", ["-c", "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 10))"]);
    return true;
  } catch {
    return false;
  }
}

/**
 * Puts the packages that a requirements file pins into a virtual environment of their own; does nothing when they are
 * there. Gives the path of its Python.
 */
export async function installPackages(venv: string, requirements: string, signal?: AbortSignal): Promise<string> {
  const python = join(venv, "bin/python");
  const installed = join(venv, "requirements.txt");
  const wanted = readFileSync(requirements, "utf8");
  if (existsSync(installed) && readFileSync(installed, "utf8") === wanted) return python;
  const options = signal === undefined ? {} : { signal };
  rmSync(venv, { recursive: true, force: true });
  await run("python3", ["-m", "venv", venv], options);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements];
  await run(python, pip, options);
  cpSync(requirements, installed);
  return python;
}
