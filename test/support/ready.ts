import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as z from "zod";

/** Where `npm start` writes how it is reached, unless told otherwise. */
export const defaultReadyFile = resolve(import.meta.dirname, "../../.millrace/ready.json");

const readySchema = z.object({
  apiUrl: z.url(),
  awsEndpoint: z.url(),
  adminUrl: z.url(),
  tokenUrl: z.url(),
  region: z.string(),
  stage: z.string(),
  tableName: z.string(),
  userPoolId: z.string(),
  clientId: z.string(),
  machineClients: z.array(z.object({ clientId: z.string(), clientSecret: z.string(), scopes: z.array(z.string()) })),
  users: z.array(z.object({ username: z.string(), password: z.string(), group: z.string().optional() })),
});

/** How a running stack is reached: URLs, user pool, machine clients, demo users. */
export type Ready = z.output<typeof readySchema>;

/** A stack that is not running, in words for the person who asked for it. */
export class NotRunning extends Error {
  override readonly name = "NotRunning";
}

/** Reads the ready file of a running stack. */
export const readReady = (file: string = defaultReadyFile): Ready => {
  if (!existsSync(file)) throw new NotRunning(`No stack is running (${file} is missing). Start one: npm start`);
  return readySchema.parse(JSON.parse(readFileSync(file, "utf8")));
};
