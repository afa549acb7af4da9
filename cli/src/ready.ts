import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as z from "zod";

/** Where `npm start` writes how it is reached, unless told otherwise. */
export const usualReadyFile = resolve(import.meta.dirname, "../../.millrace/ready.json");

const personSchema = z.object({
  username: z.string(),
  password: z.string(),
  /** Cognito group of a member of staff. */
  group: z.string().optional(),
});

const readySchema = z.object({
  /** Base URL of the REST API. */
  apiUrl: z.url(),
  /** Where the tracking socket is, stage included; absent where the API's tickets alone say it. */
  socketUrl: z.url().optional(),
  /** Endpoint of every AWS service; absent for AWS itself. */
  awsEndpoint: z.url().optional(),
  /** Base URL of the admin surface, which the local runtime alone has. */
  adminUrl: z.url().optional(),
  /** Where machines get tokens by client credentials. */
  tokenUrl: z.url(),
  region: z.string(),
  userPoolId: z.string(),
  /** Client of people: no secret, sign-in by password. */
  clientId: z.string(),
  machineClients: z.array(z.object({ clientId: z.string(), clientSecret: z.string(), scopes: z.array(z.string()) })),
  users: z.array(personSchema),
});

const localReadySchema = readySchema.extend({
  /** The access key id `local` with any secret may do everything. */
  awsEndpoint: z.url(),
  adminUrl: z.url(),
  /** The process that runs it all. */
  pid: z.int(),
  stage: z.string(),
  tableName: z.string(),
});

/** Somebody who can sign in. */
export type Person = z.output<typeof personSchema>;

/** How a deployed house is reached, wherever it runs: URLs, user pool, machine clients, people. */
export type Ready = z.output<typeof readySchema>;

/** How the local runtime is reached: also what AWS has no API for, and what only tests of this machine look into. */
export type LocalReady = z.output<typeof localReadySchema>;

/** A stack that is not running, in words for the person who asked for it. */
class NotRunning extends Error {
  override readonly name = "NotRunning";
}

/**
 * Reads how a deployment is reached.
 *
 * @throws NotRunning when there is no such file
 */
export function readReady(file: string = usualReadyFile): Ready {
  return readySchema.parse(contentOf(file));
}

/**
 * Reads how the local runtime is reached.
 *
 * @throws NotRunning when there is no such file
 */
export function readLocalReady(file: string = usualReadyFile): LocalReady {
  return localReadySchema.parse(contentOf(file));
}

function contentOf(file: string): unknown {
  if (!existsSync(file)) throw new NotRunning(`No stack is running (${file} is missing). Start one: npm start`);
  return JSON.parse(readFileSync(file, "utf8"));
}
