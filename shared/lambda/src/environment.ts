import { dynamodb, secretsManager } from "./clients.ts";
import { createSecret } from "./secrets.ts";
import { now } from "./system.ts";

/**
 * A setting that the deployment gave to this function. Read at cold start, so that a missing one fails the first invocation
 * and not a caller's tenth.
 *
 * @throws Error naming the setting where it is missing or empty
 */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}

/** Reads the secret whose ARN is in a setting, each time it is asked; it is kept for five minutes. */
export function secretIn(name: string): ReturnType<typeof createSecret> {
  return createSecret(secretsManager(), setting(name), now);
}

/** The table that this function works on, with its traced client. */
export function connectTable() {
  return { client: dynamodb(), table: setting("TABLE_NAME") };
}
