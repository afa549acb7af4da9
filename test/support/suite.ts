import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ready } from "../../cli/src/ready.ts";

/** A test that failed, or a group of tests that could not begin; a file that could not has no name in `test`. */
export type Failure = { readonly file: string; readonly test: string; readonly message: string };

export type FileResult = {
  readonly file: string;
  readonly seconds: number;
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
};

export type SuiteOptions = {
  /** Files to leave out. */
  readonly without?: readonly string[];
  /** Told of each file as it ends. */
  readonly onFile: (result: FileResult) => void;
  readonly signal: AbortSignal;
};

/** Some of the tests. */
export type Suite = {
  /** The vitest project that they are of. */
  readonly project: "house" | "e2e";
  readonly folders: readonly string[];
  /** What they find in their environment, beside ours. */
  readonly env: Readonly<Record<string, string>>;
};

/**
 * Runs tests in a process of their own and answers what came of each file.
 *
 * @throws Error when it ends early; AbortError when the signal says so
 */
export async function runSuite(
  { project, folders, env }: Suite,
  { without = [], onFile, signal }: SuiteOptions,
): Promise<readonly FileResult[]> {
  const results: FileResult[] = [];
  let complete = false;
  const child = fork(join(import.meta.dirname, "suite-process.ts"), [JSON.stringify({ project, folders, without })], {
    env: { ...process.env, ...env },
    signal,
  });
  child.on("message", (message) => {
    if (message === "complete") complete = true;
    else {
      results.push(message as FileResult);
      onFile(message as FileResult);
    }
  });
  await once(child, "exit");
  if (!complete) throw new Error("The suite ended before its last file.");
  return results;
}

/**
 * Runs `test/e2e` against a deployment and answers what came of each file.
 *
 * @throws as `runSuite` does
 */
export async function runAgainst(ready: Ready, options: SuiteOptions): Promise<readonly FileResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-suite-"));
  const readyFile = join(folder, "ready.json");
  writeFileSync(readyFile, JSON.stringify(ready), { mode: 0o600 });
  try {
    const env = { MILLRACE_READY_FILE: readyFile };
    return await runSuite({ project: "e2e", folders: ["test/e2e/"], env }, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
