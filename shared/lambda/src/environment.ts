import {
  pagingSettings,
  type QueueSettings,
  type Secret,
  type Settings,
  type SocketSettings,
  tableSettings,
} from "@millrace/contracts/define-settings";
import { dynamodb, secretsManager, sqs } from "./clients.ts";
import type { RedrivePolicy } from "./dead-letter.ts";
import { createSecret } from "./secrets.ts";
import { now } from "./system.ts";

type ReadSecret = ReturnType<typeof createSecret>;

/** The names among declared settings that name secrets, and all others. */
type SecretName<Declared> = { [Name in keyof Declared]: Declared[Name] extends Secret ? Name : never }[keyof Declared];
type TextName<Declared> = Exclude<keyof Declared, SecretName<Declared>>;

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}

/**
 * Reads a secret that a service declares, each time it is asked; it is kept for five minutes. Its ARN is read at the first
 * time: a function that never asks is not told it.
 *
 * @throws Error, when asked, naming the setting where it is missing
 */
export function secretOf<Declared extends Settings>(
  _declared: Declared,
  name: SecretName<Declared> & string,
): ReadSecret {
  let read: ReadSecret | undefined;
  return async (stage) => {
    read ??= createSecret(secretsManager(), setting(name), now);
    return read(stage);
  };
}

/** Reads the key that cursors are signed with. See `secretOf`. */
export function cursorKey(): ReadSecret {
  return secretOf(pagingSettings, "CURSOR_KEY_SECRET_ARN");
}

/**
 * The texts among the settings that a service declares, as the deployment gave them to this function. They are read at
 * cold start, so that a missing one fails the first invocation and not a caller's tenth.
 *
 * @throws Error naming the setting that is missing or empty
 */
export function settingsOf<Declared extends Settings>(
  declared: Declared,
): { readonly [Name in TextName<Declared>]: string } {
  const texts = Object.entries(declared).filter(([, from]) => !(typeof from === "object" && "secret" in from));
  return Object.fromEntries(texts.map(([name]) => [name, setting(name)])) as never;
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
 * Where its service's socket is (`wss://…/<stage>`).
 *
 * @throws Error when the deployment did not say so
 */
export function socketUrl(): string {
  const name: keyof SocketSettings = "SOCKET_URL";
  return setting(name);
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
