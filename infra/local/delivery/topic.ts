import { type AwsApi, type AwsCall, AwsError, type Clock, type Random, type Resources } from "../ports.ts";
import { nameOf, uuid } from "./ids.ts";
import { batch, jsonObject, list, record, text } from "./input.ts";
import type { MessageAttributes } from "./message-attributes.ts";
import { messageBytes } from "./message-attributes.ts";
import { matches, type Pattern, unsupportedIn } from "./pattern.ts";
import type { Outgoing } from "./queue.ts";
import type { Queues } from "./queues.ts";

type Subscription = {
  readonly arn: string;
  readonly topicArn: string;
  readonly queueArn: string;
  readonly raw: boolean;
  readonly filterPolicy?: Pattern;
  readonly filterScope: "MessageAttributes" | "MessageBody";
  readonly deadLetterArn?: string;
};

type Publication = {
  readonly messageId: string;
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader?: string;
  readonly publishedAt: number;
};

/** SNS takes 256 KiB in a call, unless a topic says otherwise (API reference, Publish). */
const maximumBytes = 262_144;

/** Whether a subscription's filter policy lets a message through; a body that is no JSON matches no body policy. */
export function admits(subscription: Subscription, publication: Publication): boolean {
  const { filterPolicy, filterScope } = subscription;
  if (filterPolicy === undefined) return true;
  if (filterScope === "MessageAttributes") return matches(filterPolicy, attributeValues(publication.attributes));
  const body = parsed(publication.message);
  return body !== undefined && matches(filterPolicy, body);
}

/** The SQS message a subscription gets: the bare message with its attributes, or SNS's JSON envelope around it. */
export function outgoingFor(subscription: Subscription, publication: Publication): Outgoing {
  const trace = publication.traceHeader === undefined ? {} : { traceHeader: publication.traceHeader };
  if (subscription.raw) return { body: publication.message, attributes: publication.attributes, ...trace };
  const attributes = Object.entries(publication.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { Type: DataType, Value: StringValue ?? BinaryValue },
  ]);
  const envelope = {
    Type: "Notification",
    MessageId: publication.messageId,
    TopicArn: publication.topicArn,
    ...(publication.subject === undefined ? {} : { Subject: publication.subject }),
    Message: publication.message,
    Timestamp: new Date(publication.publishedAt).toISOString(),
    ...(attributes.length === 0 ? {} : { MessageAttributes: Object.fromEntries(attributes) }),
  };
  return { body: JSON.stringify(envelope), ...trace };
}

export type TopicsConfig = {
  readonly resources: Resources;
  readonly queues: Queues;
  readonly clock: Clock;
  readonly random: Random;
};

/** `sns`: topics of the template, subscriptions of the template and those a person makes while it runs. */
export function createTopicApi({ resources, queues, clock, random }: TopicsConfig): AwsApi {
  const topics = new Set(resources.ofType("AWS::SNS::Topic").map((topic) => topic.ref));
  const declared = resources.ofType("AWS::SNS::Subscription");
  const subscriptions = new Map(
    declared.map(({ ref, properties }) => [ref, subscriptionOf(ref, properties, properties)]),
  );

  function topicOf(input: AwsCall["input"]): string {
    const arn = text(input, "TopicArn");
    if (!topics.has(arn)) throw new AwsError("NotFound", "Topic does not exist", 404);
    return arn;
  }

  function publish(topicArn: string, entry: AwsCall["input"], call: AwsCall) {
    const publication = publicationOf(topicArn, entry, call, { messageId: uuid(random), publishedAt: clock.now() });
    for (const subscription of subscriptions.values()) {
      if (subscription.topicArn === topicArn && admits(subscription, publication)) deliver(subscription, publication);
    }
    return { MessageId: publication.messageId };
  }

  /** A queue that is gone is a client-side error: no retry, straight to the dead-letter queue, or dropped. */
  function deliver(subscription: Subscription, publication: Publication): void {
    const outgoing = outgoingFor(subscription, publication);
    try {
      queues.send(subscription.queueArn, outgoing);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (subscription.deadLetterArn !== undefined) queues.send(subscription.deadLetterArn, outgoing);
    }
  }

  function subscribe(call: AwsCall) {
    const topicArn = topicOf(call.input);
    if (call.input.Protocol !== "sqs") throw invalid("Protocol: only sqs is supported by the local runtime");
    const arn = `${topicArn}:${uuid(random)}`;
    subscriptions.set(arn, subscriptionOf(arn, call.input, record(call.input, "Attributes")));
    return { SubscriptionArn: arn };
  }

  function publishBatch(call: AwsCall) {
    const topicArn = topicOf(call.input);
    const entries = list<AwsCall["input"]>(call.input, "PublishBatchRequestEntries");
    return batch(entries, { of: bytesOf, maximum: maximumBytes }, (entry) => publish(topicArn, entry, call));
  }

  return {
    service: "sns",
    operations: {
      Publish: async (call) => publish(topicOf(call.input), call.input, call),
      PublishBatch: async (call) => publishBatch(call),
      Subscribe: async (call) => subscribe(call),
      Unsubscribe: async (call) => {
        subscriptions.delete(text(call.input, "SubscriptionArn"));
        return {};
      },
      ListTopics: async () => ({ Topics: [...topics].map((TopicArn) => ({ TopicArn })) }),
      ListSubscriptionsByTopic: async (call) => {
        const topicArn = topicOf(call.input);
        const own = [...subscriptions.values()].filter((subscription) => subscription.topicArn === topicArn);
        return {
          Subscriptions: own.map(({ arn, queueArn }) => ({
            SubscriptionArn: arn,
            TopicArn: topicArn,
            Protocol: "sqs",
            Endpoint: queueArn,
          })),
        };
      },
    },
  };
}

function publicationOf(
  topicArn: string,
  entry: AwsCall["input"],
  call: AwsCall,
  made: { readonly messageId: string; readonly publishedAt: number },
): Publication {
  const message = entry.Message;
  if (typeof message !== "string" || message === "") throw invalid("Empty message");
  if (bytesOf(entry) > maximumBytes) throw invalid("Message too long");
  return {
    ...made,
    topicArn,
    message,
    ...(typeof entry.Subject === "string" ? { subject: entry.Subject } : {}),
    attributes: record(entry, "MessageAttributes") as MessageAttributes,
    ...(call.traceHeader === undefined ? {} : { traceHeader: call.traceHeader }),
  };
}

/** `attributes` holds what Subscribe takes as strings and a template as properties of the same names. */
function subscriptionOf(arn: string, target: AwsCall["input"], attributes: AwsCall["input"]): Subscription {
  const policy = jsonObject(attributes, "FilterPolicy");
  const redrive = jsonObject(attributes, "RedrivePolicy");
  const [unsupported] = policy === undefined ? [] : unsupportedIn(policy);
  if (unsupported !== undefined) throw invalid(`FilterPolicy: ${unsupported} is not implemented by the local runtime`);
  const queueArn = text(target, "Endpoint");
  if (nameOf(queueArn) === queueArn) throw invalid("SQS endpoint ARN");
  return {
    arn,
    topicArn: text(target, "TopicArn"),
    queueArn,
    raw: String(attributes.RawMessageDelivery) === "true",
    ...(policy === undefined ? {} : { filterPolicy: policy }),
    filterScope: attributes.FilterPolicyScope === "MessageBody" ? "MessageBody" : "MessageAttributes",
    ...(redrive === undefined ? {} : { deadLetterArn: text(redrive, "deadLetterTargetArn") }),
  };
}

/** Attributes as a filter policy sees them: numbers as numbers, a `String.Array` as its items. */
function attributeValues(attributes: MessageAttributes): Record<string, unknown> {
  const values = Object.entries(attributes).map(([name, { DataType, StringValue = "" }]) => {
    if (DataType === "Number") return [name, Number(StringValue)];
    return [name, DataType === "String.Array" ? parsed(StringValue) : StringValue];
  });
  return Object.fromEntries(values);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function bytesOf(entry: AwsCall["input"]): number {
  return messageBytes(String(entry.Message ?? ""), record(entry, "MessageAttributes") as MessageAttributes);
}

function invalid(reason: string): AwsError {
  return new AwsError("InvalidParameter", `Invalid parameter: ${reason}`);
}
