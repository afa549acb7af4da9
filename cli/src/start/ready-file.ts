import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { Runtime } from "../../../infra/local/runtime.ts";
import { writeAtomically } from "../../../infra/local/state.ts";
import { region } from "../../../infra/local/template/physical.ts";
import { type LocalReady, usualReadyFile } from "../ready.ts";

/** The stack runs, but lacks what people need to use it. */
class IncompleteStackError extends Error {
  override readonly name = "IncompleteStackError";
}

/**
 * How a runtime is reached, but for its people.
 *
 * @throws IncompleteStackError when the template has no API, table, user pool or client of people.
 */
export function describeReady(runtime: Runtime, stage: string): Omit<LocalReady, "users"> {
  const clients = runtime.userPools.clients();
  const refOf = (type: string) => runtime.resources.ofType(type)[0]?.ref;
  return {
    apiUrl: needed(runtime.apiUrl, "a REST API"),
    awsEndpoint: runtime.awsUrl,
    adminUrl: runtime.adminUrl,
    tokenUrl: `${runtime.awsUrl}/oauth2/token`,
    region,
    stage,
    tableName: needed(refOf("AWS::DynamoDB::GlobalTable"), "a table"),
    userPoolId: needed(refOf("AWS::Cognito::UserPool"), "a user pool"),
    clientId: needed(clients.find(({ secret }) => secret === undefined)?.id, "a client without secret"),
    machineClients: clients.flatMap(({ id, secret, scopes }) =>
      secret === undefined ? [] : [{ clientId: id, clientSecret: secret, scopes: [...scopes] }],
    ),
  };
}

function needed(value: string | undefined, what: string): string {
  if (value === undefined) throw new IncompleteStackError(`The template lacks ${what}.`);
  return value;
}

/** Writes the ready file in one step, and removes it when this process ends. */
export function writeReadyFile(ready: LocalReady, file: string = usualReadyFile): void {
  mkdirSync(dirname(file), { recursive: true });
  writeAtomically(file, `${JSON.stringify(ready, null, 2)}\n`);
  process.once("exit", () => rmSync(file, { force: true }));
}
