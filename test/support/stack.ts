/**
 * Vitest `globalSetup` of the end-to-end suites: builds, synthesizes and starts the whole local stack on free ports, as
 * `npm start` does, and ends it after the last test. With MILLRACE_READY_FILE a stack that already runs is used.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { createAdmin } from "./admin.ts";
import { npmStart, type Run } from "./npm-start.ts";
import { unusedGrants } from "./unused-grants.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The ready file of the running stack. */
    readyFile: string;
  }
}

let run: Run | undefined;
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
  run = await npmStart(readyFile);
  project.provide("readyFile", readyFile);
}

/** Called by vitest after the last test. Lists the rights that no test has used; only a run of every file tells the truth. */
export async function teardown(): Promise<void> {
  if (run !== undefined) {
    const unused = unusedGrants(await createAdmin(run.ready).grants());
    process.stdout.write(["\nGranted, and used by nothing in this run:", ...unused, ""].join("\n  "));
  }
  await run?.interrupt();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
