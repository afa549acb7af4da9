import * as z from "zod";
import { AwsError, type QueuePolicies } from "../ports.ts";
import { TemplateError } from "../template/resources.ts";
import { maximumBytes } from "./message-attributes.ts";
import { depth, type Queue, type QueueSettings, type Redrive } from "./queue.ts";

/** What the attributes of CreateQueue and SetQueueAttributes say; a setting that is undefined is taken away. */
export type Change = Partial<Omit<QueueSettings, "name" | "arn" | "url" | "fixed">>;

type Attributes = Readonly<Record<string, unknown>>;

/** Attributes that are numbers, with their bounds (SQS API reference, SetQueueAttributes). */
const numbers = {
  VisibilityTimeout: { setting: "visibilityTimeoutSeconds", least: 0, most: 43_200 },
  MessageRetentionPeriod: { setting: "retentionSeconds", least: 60, most: 1_209_600 },
  DelaySeconds: { setting: "delaySeconds", least: 0, most: 900 },
  ReceiveMessageWaitTimeSeconds: { setting: "waitSeconds", least: 0, most: 20 },
  MaximumMessageSize: { setting: "maximumBytes", least: 1_024, most: maximumBytes },
} as const;

const redriveSchema = z.strictObject({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1).max(1_000),
});
const texts = z.union([z.string(), z.boolean(), z.array(z.union([z.string(), z.boolean()]))]);
const statementSchema = z.looseObject({
  Effect: z.enum(["Allow", "Deny"]),
  Principal: z.union([z.literal("*"), z.record(z.string(), texts)]),
  Action: texts,
  Resource: texts.optional(),
  Condition: z.record(z.string(), z.record(z.string(), texts)).optional(),
});
const policySchema = z.strictObject({
  Version: z.string().optional(),
  Id: z.string().optional(),
  Statement: z.union([statementSchema, z.array(statementSchema)]),
});

/**
 * Reads attributes that a person sets.
 * @throws AwsError `InvalidAttributeName` for what no queue has here, `InvalidAttributeValue` for what is out of bounds,
 * `InvalidParameterValue` for a redrive policy that cannot be followed
 */
export function changeOf(attributes: Attributes, hasQueue: (arn: string) => boolean): Change {
  const changes = Object.entries(attributes).map(([name, value]): Change => {
    if (name === "RedrivePolicy") return { redrive: value === "" ? undefined : redriveOf(value, hasQueue) };
    if (name === "Policy") return { policy: value === "" ? undefined : policyOf(value) };
    // Without effect: nothing is written to a disk.
    if (name === "SqsManagedSseEnabled") return {};
    if (!isNumber(name)) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    const { setting, least, most } = numbers[name];
    const number = Number(value);
    if (value === "" || !Number.isInteger(number) || number < least || number > most) throw invalid(name);
    return { [setting]: number };
  });
  return Object.assign({}, ...changes);
}

function isNumber(name: string): name is keyof typeof numbers {
  return Object.hasOwn(numbers, name);
}

function redriveOf(value: unknown, hasQueue: (arn: string) => boolean): Redrive {
  const result = redriveSchema.safeParse(parsed(value));
  if (!result.success) throw invalidRedrive(value, z.prettifyError(result.error));
  const { deadLetterTargetArn: deadLetterArn, maxReceiveCount } = result.data;
  if (!hasQueue(deadLetterArn)) throw invalidRedrive(value, "Dead letter target does not exist.");
  return { deadLetterArn, maxReceiveCount };
}

/** SQS has a code of its own for this attribute: not `InvalidAttributeValue`, as for the others. */
function invalidRedrive(value: unknown, reason: string): AwsError {
  const message = `Value ${String(value)} for parameter RedrivePolicy is invalid. Reason: ${reason}`;
  return new AwsError("InvalidParameterValue", message);
}

function policyOf(value: unknown): string {
  const result = policySchema.safeParse(parsed(value));
  if (!result.success) throw invalid("Policy", z.prettifyError(result.error));
  return String(value);
}

/** Lets a queue's policy count from now on. */
export function attachPolicy(policies: QueuePolicies, { arn, policy }: QueueSettings): void {
  try {
    policies.attach(arn, policy === undefined ? undefined : JSON.parse(policy));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw invalid("Policy", error.message);
  }
}

function parsed(value: unknown): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return undefined;
  }
}

/**
 * The attributes asked for, by name or by `All`; all values are strings (API reference, GetQueueAttributes).
 * @throws AwsError for a name that no queue has here
 */
export function shownAttributes(queue: Queue, names: readonly string[], now: number): Record<string, string> {
  const { arn, redrive, policy, ...settings } = queue.settings;
  const { visible, inFlight, delayed } = depth(queue, now);
  const shown: Readonly<Record<string, string | undefined>> = {
    QueueArn: arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    ...Object.fromEntries(Object.entries(numbers).map(([name, { setting }]) => [name, String(settings[setting])])),
    SqsManagedSseEnabled: "true",
    Policy: policy,
    RedrivePolicy:
      redrive &&
      JSON.stringify({ deadLetterTargetArn: redrive.deadLetterArn, maxReceiveCount: redrive.maxReceiveCount }),
  };
  const unknown = names.find((name) => name !== "All" && !Object.hasOwn(shown, name));
  if (unknown !== undefined) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
  return Object.fromEntries(
    Object.entries(shown).flatMap(([name, value]) =>
      value !== undefined && (names.includes("All") || names.includes(name)) ? [[name, value]] : [],
    ),
  );
}

function invalid(name: string, more = ""): AwsError {
  return new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}. ${more}`.trim());
}
