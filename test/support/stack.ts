/**
 * Vitest `globalSetup` of the end-to-end suites: builds, synthesizes and starts the whole local stack on free ports, as
 * `npm start` does, and ends it after the last test. With MILLRACE_READY_FILE a stack that already runs is used.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { eventually } from "./eventually.ts";
import { readReady } from "./ready.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The ready file of the running stack. */
    readyFile: string;
  }
}

const startWithinMilliseconds = 180_000;

let stack: ChildProcess | undefined;
let folder: string | undefined;

/** Called by vitest before the first test. */
export async function setup(project: TestProject): Promise<void> {
  const given = process.env["MILLRACE_READY_FILE"];
  if (given !== undefined) {
    project.provide("readyFile", given);
    return;
  }
  folder = mkdtempSync(join(tmpdir(), "millrace-e2e-"));
  const readyFile = join(folder, "ready.json");
  const main = resolve(import.meta.dirname, "../../infra/local/main.ts");
  const child = spawn(process.execPath, [main, "--port", "0", "--ready-file", readyFile], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  stack = child;
  let output = "";
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  await eventually(
    "the local stack to be ready",
    async () => {
      if (child.exitCode !== null) throw new Error(`The local stack did not start. It said:\n${output}`);
      try {
        return readReady(readyFile);
      } catch {
        return undefined;
      }
    },
    startWithinMilliseconds,
  );
  project.provide("readyFile", readyFile);
}

/** Called by vitest after the last test. */
export async function teardown(): Promise<void> {
  if (stack !== undefined && stack.exitCode === null) {
    const ended = new Promise((done) => stack?.once("exit", done));
    stack.kill("SIGINT");
    await ended;
  }
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
