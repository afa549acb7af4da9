import { hasPython, installPackages } from "./virtual-environment.ts";

/** What must be done before a program can run, in words for the person who asked for it. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";
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
  if (!(await hasPython())) {
    throw new CannotRun(
      `${program} is a Python program. Install Python 3.10 or newer with its modules venv and ensurepip, as python3.`,
    );
  }
  await installPackages(venv, requirements, signal);
}
