import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { DemoUser } from "../../cli/src/demo-shop/users.ts";
import type { Runtime } from "./runtime.ts";
import { writeAtomically } from "./state.ts";
import { region } from "./template/physical.ts";

/** What the demo, the tests, the bench and people's scripts need to know of a running stack. */
export type Ready = {
  /** Base URL of the REST API. */
  readonly apiUrl: string;
  /** Endpoint of every AWS service; the access key id `local` with any secret may do everything. */
  readonly awsEndpoint: string;
  /** Base URL of the admin surface. */
  readonly adminUrl: string;
  /** Where machines get tokens by client credentials. */
  readonly tokenUrl: string;
  readonly region: string;
  readonly stage: string;
  readonly tableName: string;
  readonly userPoolId: string;
  /** Client of people: no secret, sign-in by password. */
  readonly clientId: string;
  readonly machineClients: readonly { clientId: string; clientSecret: string; scopes: readonly string[] }[];
  readonly users: readonly DemoUser[];
};

/** The stack runs, but lacks what people need to use it. */
export class IncompleteStackError extends Error {
  override readonly name = "IncompleteStackError";
}

/** @throws IncompleteStackError when the template has no API, table, user pool or client of people. */
export function describeReady(runtime: Runtime, stage: string, users: readonly DemoUser[]): Ready {
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
      secret === undefined ? [] : [{ clientId: id, clientSecret: secret, scopes }],
    ),
    users,
  };
}

function needed(value: string | undefined, what: string): string {
  if (value === undefined) throw new IncompleteStackError(`The template lacks ${what}.`);
  return value;
}

/** Writes the ready file in one step, and removes it when this process ends. */
export function writeReadyFile(file: string, ready: Ready): void {
  mkdirSync(dirname(file), { recursive: true });
  writeAtomically(file, `${JSON.stringify(ready, null, 2)}\n`);
  process.once("exit", () => rmSync(file, { force: true }));
}
