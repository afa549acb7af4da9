import { isDeepStrictEqual } from "node:util";
import { toXml } from "../endpoint/query.ts";
import {
  type AwsApi,
  type AwsCall,
  AwsError,
  type Context,
  type Part,
  type QueuePolicies,
  type Random,
  type Service,
} from "../ports.ts";
import { accountId } from "../template/physical.ts";
import { eachEntry } from "./batch.ts";
import { uuid } from "./ids.ts";
import { list, text } from "./input.ts";
import { messageAttributes, messageBytes, textBytes } from "./message-attributes.ts";
import { bare, certificatePath, enveloped, type Publication, signingCertificate } from "./notification.ts";
import type { Queues } from "./queues.ts";
import { changed, invalid, type Subscription, subscriptionOf } from "./subscriptions.ts";

export const sns = {
  source: "SNS Developer Guide",
  types: { "AWS::SNS::Topic": { model: "delivery/topic.ts", supports: ["TopicName"] } },
  create: createTopics,
} satisfies Service;

type TopicNeeds = {
  readonly context: Context;
  readonly queues: Queues;
  readonly queuePolicies: QueuePolicies;
  /** Base URL of the AWS endpoint. */
  readonly awsUrl: string;
};

type Input = AwsCall["input"];

/** SNS takes 256 KiB in a call, unless a topic says otherwise (API reference, Publish and PublishBatch). */
const maximumBytes = 262_144;

/** Topics of the template, and the queues that consumers subscribe to them while the stack runs. */
function createTopics({ context, queues, queuePolicies, awsUrl }: TopicNeeds): Part {
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
    for (const [arn, own] of subscriptions) if (own.topicArn === topicArn) deliver(arn, own, publication);
    return { MessageId: publication.messageId };
  }

  /**
   * A queue that is gone or whose policy does not let the topic send is a client-side error, which SNS does not retry
   * (developer guide, "Message delivery retries").
   */
  function deliver(arn: string, { topicArn, queueArn, attributes, takes }: Subscription, publication: Publication) {
    if (!queues.has(queueArn) || !takes(publication)) return;
    if (!queuePolicies.maySend("sns.amazonaws.com", queueArn, topicArn)) return;
    const isRaw = attributes.RawMessageDelivery === "true";
    queues.send(queueArn, isRaw ? bare(publication) : enveloped(publication, arn, awsUrl));
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
    apis: [
      {
        service: "sns",
        operations: {
          Publish: async ({ input, traceHeader }) => publish(topicOf(input), input, traceHeader),
          PublishBatch: async (call) => publishBatch(call),
          ...subscriptionOperations(subscriptions, topicOf, random),
          ListTopics: async () => ({ Topics: [...topics].map((TopicArn) => ({ TopicArn })) }),
        },
      },
    ],
    async web({ method, path, query }) {
      if (method !== "GET") return undefined;
      if (path.endsWith(".pem") && path === certificatePath()) {
        return { status: 200, contentType: "application/x-pem-file", body: await signingCertificate(clock.now()) };
      }
      const SubscriptionArn = query.get("SubscriptionArn");
      if (path !== "/" || query.get("Action") !== "Unsubscribe" || SubscriptionArn === null) return undefined;
      subscriptions.delete(SubscriptionArn);
      return { status: 200, contentType: "text/xml", body: toXml("UnsubscribeResponse", {}) };
    },
  };
}

function subscriptionOperations(
  subscriptions: Map<string, Subscription>,
  topicOf: (input: Input) => string,
  random: Random,
): AwsApi["operations"] {
  function subscriptionBy(input: Input): readonly [string, Subscription] {
    const arn = text(input, "SubscriptionArn");
    const subscription = subscriptions.get(arn);
    if (subscription === undefined) throw new AwsError("NotFound", "Subscription does not exist", 404);
    return [arn, subscription];
  }

  /** Subscribing a queue again gives its subscription, but not with other attributes (API reference, Subscribe). */
  function subscribe({ input }: AwsCall) {
    const subscription = subscriptionOf(topicOf(input), input);
    const { topicArn, queueArn, attributes } = subscription;
    const [known] = [...subscriptions].filter(([, own]) => own.topicArn === topicArn && own.queueArn === queueArn);
    if (known === undefined) {
      const SubscriptionArn = `${topicArn}:${uuid(random)}`;
      subscriptions.set(SubscriptionArn, subscription);
      return { SubscriptionArn };
    }
    if (isDeepStrictEqual(known[1].attributes, attributes)) return { SubscriptionArn: known[0] };
    throw invalid("Attributes Reason: Subscription already exists with different attributes");
  }

  function shown(only: (subscription: Subscription) => boolean) {
    const own = [...subscriptions].filter(([, subscription]) => only(subscription));
    return {
      Subscriptions: own.map(([SubscriptionArn, { topicArn: TopicArn, queueArn: Endpoint }]) => ({
        ...{ SubscriptionArn, TopicArn, Protocol: "sqs", Endpoint, Owner: accountId },
      })),
    };
  }

  return {
    Subscribe: async (call) => subscribe(call),
    Unsubscribe: async ({ input }) => {
      subscriptions.delete(text(input, "SubscriptionArn"));
      return {};
    },
    SetSubscriptionAttributes: async ({ input }) => {
      const [arn, subscription] = subscriptionBy(input);
      const { AttributeValue = "" } = input;
      subscriptions.set(arn, changed(subscription, text(input, "AttributeName"), String(AttributeValue)));
      return {};
    },
    GetSubscriptionAttributes: async ({ input }) => {
      const [SubscriptionArn, { topicArn: TopicArn, queueArn: Endpoint, attributes }] = subscriptionBy(input);
      const names = { SubscriptionArn, TopicArn, Endpoint, Protocol: "sqs", Owner: accountId };
      const state = { PendingConfirmation: "false", ConfirmationWasAuthenticated: "true" };
      return { Attributes: new Map(Object.entries({ ...names, ...state, ...attributes })) };
    },
    ListSubscriptionsByTopic: async ({ input }) => {
      const arn = topicOf(input);
      return shown(({ topicArn }) => topicArn === arn);
    },
    ListSubscriptions: async () => shown(() => true),
  };
}

function publicationOf(entry: Input) {
  const message = entry.Message;
  if (typeof message !== "string" || message === "") throw invalid("Empty message");
  const attributes = messageAttributes(entry);
  if (messageBytes(message, attributes) > maximumBytes) throw invalid("Message too long");
  const subject = typeof entry.Subject === "string" ? { subject: entry.Subject } : {};
  return { message, ...subject, attributes };
}
