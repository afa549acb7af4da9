import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import * as z from "zod";
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
    socketUrl: runtime.socketUrl,
    awsEndpoint: runtime.awsUrl,
    adminUrl: runtime.adminUrl,
    tokenUrl: `${runtime.awsUrl}/oauth2/token`,
    region,
    pid: process.pid,
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

/**
 * Writes how this stack is reached, each file in one step: where it was asked for, and where the other commands look when
 * they are told nothing. When this process ends, both are given back.
 */
export function writeReadyFiles(ready: LocalReady, file: string = usualReadyFile): void {
  for (const place of new Set([resolve(file), usualReadyFile])) {
    const giveBack = takeReadyFile(place, ready);
    process.once("exit", giveBack);
  }
}

/**
 * Writes a ready file, whoever wrote it before: the stack that started last is the one to be found. Answers what gives it
 * back: to the stack before, where that still runs, else to nobody. A file that another stack has taken since stays.
 */
export function takeReadyFile(file: string, ready: LocalReady): () => void {
  const content = `${JSON.stringify(ready, null, 2)}\n`;
  const before = contentOf(file);
  mkdirSync(dirname(file), { recursive: true });
  writeAtomically(file, content);
  return () => {
    if (contentOf(file) !== content) return;
    if (before !== undefined && isOfRunningStack(before)) writeAtomically(file, before);
    else rmSync(file, { force: true });
  };
}

function contentOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function isOfRunningStack(content: string): boolean {
  try {
    return process.kill(z.object({ pid: z.int() }).parse(JSON.parse(content)).pid, 0);
  } catch {
    // No such process, or no ready file: there is nobody to give it back to.
    return false;
  }
}
