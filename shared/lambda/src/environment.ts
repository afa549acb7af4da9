import {
  type pagingSettings,
  type QueueSettings,
  type Secret,
  type Settings,
  tableSettings,
} from "@millrace/contracts/define-settings";
import { dynamodb, secretsManager, sqs } from "./clients.ts";
import type { RedrivePolicy } from "./dead-letter.ts";
import { createSecret } from "./secrets.ts";
import { now } from "./system.ts";

type ReadSecret = ReturnType<typeof createSecret>;

/** Declared settings as code gets them: texts, and for each secret a function that reads it. */
export type Given<Declared extends Settings> = {
  readonly [Name in keyof Declared]: Declared[Name] extends Secret ? ReadSecret : string;
};

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}

/**
 * Reads the secret whose ARN is in a setting, each time it is asked; it is kept for five minutes. The setting itself is
 * read at the first time: a function that never asks is not told the ARN.
 *
 * @throws Error, when asked, naming the setting where it is missing
 */
export function secretIn(name: keyof typeof pagingSettings): ReadSecret {
  return readerOf(name);
}

function readerOf(name: string): ReadSecret {
  let read: ReadSecret | undefined;
  return async (stage) => {
    read ??= createSecret(secretsManager(), setting(name), now);
    return read(stage);
  };
}

/**
 * The settings that a service declares, as the deployment gave them to this function. They are read at cold start, so
 * that a missing one fails the first invocation and not a caller's tenth; secrets are read when they are asked for.
 *
 * @throws Error naming the setting that is missing or empty
 */
export function settingsOf<Declared extends Settings>(declared: Declared): Given<Declared> {
  const given = Object.entries(declared).map(([name, from]) => {
    const isSecret = typeof from === "object" && "secret" in from;
    return [name, isSecret ? readerOf(name) : setting(name)];
  });
  return Object.fromEntries(given);
}

/**
 * The table that this function works on, with its traced client.
 *
 * @throws Error when the deployment named none
 */
export function connectTable() {
  return { client: dynamodb(), table: settingsOf(tableSettings).TABLE_NAME };
}

/**
 * Where this function's queue moves messages that cannot be handled, and at which receive.
 *
 * @throws Error when the deployment did not say so: a message would be lost, or never given up
 */
export function redrivePolicy(): RedrivePolicy {
  const maxReceives = Number(queueSetting("MAX_RECEIVES"));
  if (!(maxReceives > 0)) throw new Error("MAX_RECEIVES is no number above 0.");
  return { sqs: sqs(), deadLetterQueueUrl: queueSetting("DEAD_LETTER_QUEUE_URL"), maxReceives };
}

function queueSetting(name: keyof QueueSettings): string {
  return setting(name);
}
