/**
 * Vitest `globalSetup` of the end-to-end suites: builds, synthesizes and starts the whole local stack on free ports, as
 * `npm start` does, and ends it after the last test. With MILLRACE_READY_FILE a stack that already runs is used.
 */
import type { TestProject } from "vitest/node";
import { type Stack, startStack } from "./start-stack.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The ready file of the running stack. */
    readyFile: string;
  }
}

let stack: Stack | undefined;

/** Called by vitest before the first test. */
export async function setup(project: TestProject): Promise<void> {
  const given = process.env["MILLRACE_READY_FILE"];
  if (given === undefined) stack = await startStack();
  project.provide("readyFile", given ?? stack?.readyFile ?? "");
}

/** Called by vitest after the last test. */
export async function teardown(): Promise<void> {
  await stack?.stop();
}
