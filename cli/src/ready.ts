import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as z from "zod";

/** Where `npm start` writes how it is reached, unless told otherwise. */
export const defaultReadyFile = resolve(import.meta.dirname, "../../.millrace/ready.json");

const readySchema = z.object({
  apiUrl: z.url(),
  /** Absent for AWS itself. */
  awsEndpoint: z.url().optional(),
  /** Of the local runtime alone. */
  adminUrl: z.url().optional(),
  tokenUrl: z.url(),
  region: z.string(),
  userPoolId: z.string(),
  clientId: z.string(),
  machineClients: z.array(z.object({ clientId: z.string(), clientSecret: z.string(), scopes: z.array(z.string()) })),
  users: z.array(z.object({ username: z.string(), password: z.string(), group: z.string().optional() })),
});

const localReadySchema = readySchema.extend({
  awsEndpoint: z.url(),
  adminUrl: z.url(),
  stage: z.string(),
  tableName: z.string(),
});

/** How a deployed house is reached, wherever it runs: URLs, user pool, machine clients, people. */
export type Ready = z.output<typeof readySchema>;

/** How the local runtime is reached: also what AWS has no API for, and what only tests of this machine look into. */
export type LocalReady = z.output<typeof localReadySchema>;

/** A stack that is not running, in words for the person who asked for it. */
export class NotRunning extends Error {
  override readonly name = "NotRunning";
}

const contentOf = (file: string): unknown => {
  if (!existsSync(file)) throw new NotRunning(`No stack is running (${file} is missing). Start one: npm start`);
  return JSON.parse(readFileSync(file, "utf8"));
};

/** Reads the ready file of a running stack. */
export const readReady = (file: string): Ready => readySchema.parse(contentOf(file));

/** Reads the ready file of the local runtime. */
export const readLocalReady = (file: string = defaultReadyFile): LocalReady => localReadySchema.parse(contentOf(file));
