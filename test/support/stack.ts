/**
 * Vitest `globalSetup` of the end-to-end suites: builds, synthesizes and starts the whole local stack on free ports, as
 * `npm start` does, and ends it after the last test. With MILLRACE_READY_FILE a stack that already runs is used.
 */
import type { TestProject } from "vitest/node";
import { createAdmin } from "./admin.ts";
import { type Run, startStack } from "./npm-start.ts";
import { unusedGrants } from "./unused-grants.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The ready file of the running stack. */
    readyFile: string;
  }
}

let run: Run | undefined;

/** Called by vitest before the first test. */
export async function setup(project: TestProject): Promise<void> {
  const given = process.env["MILLRACE_READY_FILE"];
  if (given !== undefined) {
    project.provide("readyFile", given);
    return;
  }
  run = await startStack();
  project.provide("readyFile", run.readyFile);
}

/**
 * Called by vitest after the last test. Lists the rights that no test has used; only a run of every file tells the
 * truth.
 */
export async function teardown(): Promise<void> {
  if (run !== undefined) {
    const unused = unusedGrants(await createAdmin(run.ready).grants());
    process.stdout.write(["\nGranted, and used by nothing in this run:", ...unused, ""].join("\n  "));
  }
  await run?.interrupt();
}
