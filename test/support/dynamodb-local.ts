/**
 * Vitest `globalSetup` of the suites that need a real table: starts one DynamoDB Local for the whole run and provides its
 * address. It keeps a private database per access key id and region, so a test that makes its client with an access key of
 * its own shares nothing with any other.
 */
import type { TestProject } from "vitest/node";
import { type DynamoDbLocal, startDynamoDbLocal } from "../../infra/local/endpoint/dynamodb-local.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** `http://127.0.0.1:<port>` of DynamoDB Local; read it with `inject("dynamodbEndpoint")`. */
    dynamodbEndpoint: string;
  }
}

let database: DynamoDbLocal | undefined;

/** Called by vitest before the first test. */
export async function setup(project: TestProject): Promise<void> {
  database = await startDynamoDbLocal({ databases: "perCredential", tuning: "quick" });
  project.provide("dynamodbEndpoint", database.endpoint);
}

/** Called by vitest after the last test. */
export async function teardown(): Promise<void> {
  await database?.stop();
}
