import { AwsError } from "../ports.ts";
import { record, text } from "./input.ts";
import type { MessageAttributes } from "./message-attributes.ts";
import type { Publication } from "./notification.ts";
import { matches, type Pattern, unsupportedIn } from "./pattern.ts";

type Input = Readonly<Record<string, unknown>>;

/** A queue behind a topic. */
export type Subscription = {
  readonly topicArn: string;
  readonly queueArn: string;
  /** As it was given, by name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Whether a message is for it. */
  readonly takes: (publication: Publication) => boolean;
};

const scopes = ["MessageAttributes", "MessageBody"];

/**
 * Reads a subscription (SNS API reference, Subscribe and SetSubscriptionAttributes).
 * @throws AwsError for another protocol than `sqs`, and for attributes that are unknown here or have another value
 */
export function subscriptionOf(topicArn: string, input: Input): Subscription {
  if (input.Protocol !== "sqs") throw invalid("Protocol: only sqs is supported by the local runtime");
  const queueArn = text(input, "Endpoint");
  if (!/^arn:aws:sqs:[^:]+:\d{12}:[\w-]+$/.test(queueArn)) throw invalid("SQS endpoint ARN");
  return { topicArn, queueArn, ...withAttributes(record(input, "Attributes")) };
}

/** The subscription with one attribute changed. */
export function changed(subscription: Subscription, name: string, value: string): Subscription {
  return { ...subscription, ...withAttributes({ ...subscription.attributes, [name]: value }) };
}

function withAttributes(given: Input): Pick<Subscription, "attributes" | "takes"> {
  const { RawMessageDelivery = "false", FilterPolicyScope = "MessageAttributes", FilterPolicy = "", ...others } = given;
  const [unsupported] = Object.keys(others);
  if (unsupported !== undefined) throw invalid(`Attributes: ${unsupported} is not supported by the local runtime`);
  if (RawMessageDelivery !== "true" && RawMessageDelivery !== "false") {
    throw invalid("Attributes Reason: RawMessageDelivery: Invalid value. Must be true or false.");
  }
  const scope = String(FilterPolicyScope);
  if (!scopes.includes(scope)) throw invalid(`Attributes Reason: FilterPolicyScope: Invalid value [${scope}].`);
  const policy = policyOf(FilterPolicy, scope);
  return {
    attributes: {
      RawMessageDelivery,
      // The scope of the policy that is there, or that is set next.
      ...(policy === undefined && given["FilterPolicyScope"] === undefined ? {} : { FilterPolicyScope: scope }),
      ...(policy === undefined ? {} : { FilterPolicy: String(FilterPolicy) }),
    },
    takes: (publication) => policy === undefined || isFor(policy, scope, publication),
  };
}

/** An empty policy takes everything. */
function policyOf(value: unknown, scope: string): Pattern | undefined {
  const policy = value === "" ? {} : parsed(String(value));
  if (typeof policy !== "object" || policy === null) throw invalid("FilterPolicy: failed to parse JSON.");
  if (Object.keys(policy).length === 0) return undefined;
  if (scope === "MessageAttributes" && Object.values(policy).some((conditions) => !Array.isArray(conditions))) {
    throw invalid("FilterPolicy: Filter policy scope MessageAttributes does not support nested filter policy");
  }
  const [problem] = unsupportedIn(policy);
  if (problem !== undefined) throw invalid(`FilterPolicy: ${problem}`);
  return policy as Pattern;
}

/** SNS developer guide, "Amazon SNS subscription filter policies": a body that is no JSON object meets no policy. */
function isFor(policy: Pattern, scope: string, { message, attributes }: Publication): boolean {
  if (scope === "MessageAttributes") return matches(policy, valuesOf(attributes));
  const body = parsed(message);
  return typeof body === "object" && body !== null && matches(policy, body);
}

/** What a policy sees of attributes: texts, numbers and the values of a `String.Array`. */
function valuesOf(attributes: MessageAttributes): Input {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { DataType, StringValue }]) => {
      if (StringValue === undefined) return [];
      if (DataType === "String.Array") return [[name, parsed(StringValue) ?? StringValue]];
      return [[name, DataType.startsWith("Number") ? Number(StringValue) : StringValue]];
    }),
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

export function invalid(reason: string): AwsError {
  return new AwsError("InvalidParameter", `Invalid parameter: ${reason}`);
}
