import {
  type AwsApi,
  type AwsCall,
  AwsError,
  type Context,
  type Part,
  type QueuePolicies,
  type Service,
} from "../ports.ts";
import { eachEntry } from "./batch.ts";
import { nameOf, uuid } from "./ids.ts";
import { list, record, text } from "./input.ts";
import { type MessageAttributes, messageAttributes, messageBytes, textBytes } from "./message-attributes.ts";
import type { Outgoing } from "./queue.ts";
import type { Queues } from "./queues.ts";

export const sns = {
  source: "SNS Developer Guide",
  types: { "AWS::SNS::Topic": { model: "delivery/topic.ts", supports: ["TopicName"] } },
  create: (needs: TopicNeeds): Part => ({ apis: [createTopicApi(needs)] }),
} satisfies Service;

type TopicNeeds = {
  readonly context: Context;
  readonly queues: Queues;
  readonly queuePolicies: QueuePolicies;
};

type Input = AwsCall["input"];
type Subscription = { readonly topicArn: string; readonly queueArn: string; readonly raw: boolean };
type Publication = {
  readonly messageId: string;
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader?: string;
  readonly publishedAt: number;
};

/** SNS takes 256 KiB in a call, unless a topic says otherwise (API reference, Publish and PublishBatch). */
const maximumBytes = 262_144;

/** What a subscription with raw delivery gets: the bare message with its attributes. */
export function bare({ message, attributes, traceHeader }: Publication): Outgoing {
  return { body: message, attributes, ...(traceHeader === undefined ? {} : { traceHeader }) };
}

/** What any other subscription gets: the message in SNS's JSON. */
function enveloped(publication: Publication): Outgoing {
  const attributes = Object.entries(publication.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { Type: DataType, Value: BinaryValue ?? StringValue },
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
  const { traceHeader } = publication;
  return { body: JSON.stringify(envelope), ...(traceHeader === undefined ? {} : { traceHeader }) };
}

/** `sns`: topics of the template, and the queues that consumer teams subscribe to them while the stack runs. */
function createTopicApi({ context, queues }: TopicNeeds): AwsApi {
  const { resources, clock, random } = context;
  const topics = new Set(resources.ofType("AWS::SNS::Topic").map((topic) => topic.ref));
  const subscriptions = new Map<string, Subscription>();

  function topicOf(input: Input): string {
    const arn = text(input, "TopicArn");
    if (!topics.has(arn)) throw new AwsError("NotFound", "Topic does not exist", 404);
    return arn;
  }

  function publish(topicArn: string, entry: Input, traceHeader: string | undefined) {
    const made = { topicArn, messageId: uuid(random), publishedAt: clock.now() };
    const publication = { ...publicationOf(entry), ...made, ...(traceHeader && { traceHeader }) };
    for (const own of subscriptions.values()) if (own.topicArn === topicArn) deliver(own, publication);
    return { MessageId: publication.messageId };
  }

  /**
   * A queue that is gone is a client-side error, which SNS does not retry (developer guide, "Message delivery
   * retries").
   */
  function deliver({ queueArn, raw }: Subscription, publication: Publication): void {
    if (queues.has(queueArn)) queues.send(queueArn, raw ? bare(publication) : enveloped(publication));
  }

  function subscribe({ input }: AwsCall) {
    const subscription = subscriptionOf(topicOf(input), input);
    const SubscriptionArn = `${subscription.topicArn}:${uuid(random)}`;
    subscriptions.set(SubscriptionArn, subscription);
    return { SubscriptionArn };
  }

  function publishBatch({ input, traceHeader }: AwsCall) {
    const topicArn = topicOf(input);
    const entries = list<Input>(input, "PublishBatchRequestEntries");
    if (textBytes(entries) > maximumBytes) {
      throw new AwsError("BatchRequestTooLong", "The length of all the messages put together is more than the limit.");
    }
    return eachEntry(entries, (entry) => publish(topicArn, entry, traceHeader));
  }

  return {
    service: "sns",
    operations: {
      Publish: async ({ input, traceHeader }) => publish(topicOf(input), input, traceHeader),
      PublishBatch: async (call) => publishBatch(call),
      Subscribe: async (call) => subscribe(call),
      Unsubscribe: async ({ input }) => {
        subscriptions.delete(text(input, "SubscriptionArn"));
        return {};
      },
      ListSubscriptionsByTopic: async ({ input }) => {
        const TopicArn = topicOf(input);
        const own = [...subscriptions].filter(([, { topicArn }]) => topicArn === TopicArn);
        const shown = own.map(([SubscriptionArn, { queueArn }]) => ({ SubscriptionArn, Endpoint: queueArn }));
        return { Subscriptions: shown.map((subscription) => ({ ...subscription, TopicArn, Protocol: "sqs" })) };
      },
      ListTopics: async () => ({ Topics: [...topics].map((TopicArn) => ({ TopicArn })) }),
    },
  };
}

function subscriptionOf(topicArn: string, input: Input): Subscription {
  if (input.Protocol !== "sqs") throw invalid("Protocol: only sqs is supported by the local runtime");
  const { RawMessageDelivery = "false", ...others } = record(input, "Attributes");
  const [unsupported] = Object.keys(others);
  if (unsupported !== undefined) throw invalid(`Attributes: ${unsupported} is not supported by the local runtime`);
  const queueArn = text(input, "Endpoint");
  if (nameOf(queueArn) === queueArn) throw invalid("SQS endpoint ARN");
  return { topicArn, queueArn, raw: RawMessageDelivery === "true" };
}

function publicationOf(entry: Input) {
  const message = entry.Message;
  if (typeof message !== "string" || message === "") throw invalid("Empty message");
  const attributes = messageAttributes(entry);
  if (messageBytes(message, attributes) > maximumBytes) throw invalid("Message too long");
  const subject = typeof entry.Subject === "string" ? { subject: entry.Subject } : {};
  return { message, ...subject, attributes };
}

function invalid(reason: string): AwsError {
  return new AwsError("InvalidParameter", `Invalid parameter: ${reason}`);
}
