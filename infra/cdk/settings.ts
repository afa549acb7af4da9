import { type OriginRule, originRulesOf } from "@millrace/contracts/cors";
import { asciiAddressOf } from "@millrace/kernel/email";
import type { Node } from "constructs";

/** What differs between deployments of the same code; everything else is the same everywhere. */
export type Settings = {
  /** Prefix of every name: `dev`, `prod`. */
  readonly stage: string;
  /** The sender of mails; its domain must be verified in SES before the first mail goes out. */
  readonly mailFrom: string;
  /** The SES configuration set of all mails. */
  readonly mailConfigurationSet: string;
  /** Requests per second that the stage lets through, and the burst above it (API Gateway's token bucket). */
  readonly requestsPerSecond: number;
  readonly burst: number;
  /** Prefix of the user pool's domain, unique in its region; by default made of stage and account. */
  readonly domainPrefix: string | undefined;
  readonly logLevel: string;
  /** Whether something rings when it goes wrong. Alarms cost as long as they stand, and a trial has nobody to wake. */
  readonly alarms: boolean;
  /** Whether there is a client by which partner systems get tokens. It costs as long as it stands, used or not. */
  readonly machineClient: boolean;
  /** Whose pages may call the API from a browser, as it is written, and as rules; none unless it is said. */
  readonly origins: { readonly text: string; readonly rules: readonly OriginRule[] };
};

function textOf(node: Node, name: string): string | undefined {
  const value: unknown = node.tryGetContext(name);
  return value === undefined ? undefined : String(value);
}

/** What there is unless it is said that there be none. */
function unlessNone(node: Node, name: string): boolean {
  const given = textOf(node, name);
  if (given !== undefined && given !== "none") throw new Error(`${name} is "none", or is not said at all.`);
  return given === undefined;
}

/** The sender of mails as SES and IAM know it. */
function senderOf(node: Node): string {
  const given = textOf(node, "mailFrom") ?? "orders@shop.example";
  const ascii = asciiAddressOf(given.trim());
  if (ascii === undefined) throw new Error(`"${given}" is not an e-mail address to send from.`);
  return ascii;
}

/**
 * Reads the settings from CDK context (`-c stage=prod`), the stage also from `MILLRACE_STAGE`.
 *
 * @throws Error for a stage that could not be part of a resource name, for a sender that is no e-mail address, and for
 * alarms or a machine client that are something else than `none`; RangeError for what is no origin
 */
export function settingsOf(node: Node): Settings {
  const stage = textOf(node, "stage") ?? process.env["MILLRACE_STAGE"] ?? "dev";
  if (!/^[a-z][a-z0-9]{0,11}$/.test(stage))
    throw new Error(`"${stage}" is not a stage: 1 to 12 of a-z, 0-9, a letter first.`);
  const origins = textOf(node, "origins") ?? "";
  return {
    stage,
    mailFrom: senderOf(node),
    mailConfigurationSet: `${stage}-millrace`,
    requestsPerSecond: Number(textOf(node, "requestsPerSecond") ?? 500),
    burst: Number(textOf(node, "burst") ?? 1000),
    domainPrefix: textOf(node, "domainPrefix"),
    logLevel: textOf(node, "logLevel") ?? "INFO",
    alarms: unlessNone(node, "alarms"),
    machineClient: unlessNone(node, "machineClient"),
    origins: { text: origins, rules: originRulesOf(origins) },
  };
}
