/**
 * Vitest `globalSetup` of the suites that need a real table: starts one database for the whole run and provides its address.
 * Tests share nothing: each makes its table with `createTable`.
 */
import type { TestProject } from "vitest/node";
import type { Database } from "../../infra/local/endpoint/database.ts";
import { startTestDatabase } from "./engine.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** `http://127.0.0.1:<port>` of the database; read it with `inject("dynamodbEndpoint")`. */
    dynamodbEndpoint: string;
  }
}

let database: Database | undefined;

/** Called by vitest before the first test. */
export async function setup(project: TestProject): Promise<void> {
  database = await startTestDatabase({ databases: "perCredential", tuning: "quick" });
  project.provide("dynamodbEndpoint", database.endpoint);
}

/** Called by vitest after the last test. */
export async function teardown(): Promise<void> {
  await database?.stop();
}
