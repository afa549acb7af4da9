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

/**
 * Runs `test/e2e` against a deployment and answers what came of each file.
 *
 * @throws Error when it ends early; AbortError when the signal says so
 */
export async function runSuite(
  ready: Ready,
  { without = [], onFile, signal }: SuiteOptions,
): Promise<readonly FileResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-suite-"));
  const readyFile = join(folder, "ready.json");
  writeFileSync(readyFile, JSON.stringify(ready), { mode: 0o600 });
  const results: FileResult[] = [];
  let complete = false;
  try {
    const child = fork(join(import.meta.dirname, "suite-process.ts"), [...without], {
      env: { ...process.env, MILLRACE_READY_FILE: readyFile },
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
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
