import type { AwsApi, Context, Part, Resource } from "../ports.ts";
import { createAsyncInvoke } from "./async-invoke.ts";
import { createBus } from "./bus.ts";
import type { Disturb } from "./disturb.ts";
import type { StoredObject } from "./failure-record.ts";
import { refuseUnsupported } from "./honors.ts";
import { nameOf } from "./ids.ts";
import { record } from "./input.ts";
import { createLogSubscription } from "./log-subscription.ts";
import { depth } from "./queue.ts";
import { createQueueApi } from "./queue-api.ts";
import { createQueueMapping } from "./queue-mapping.ts";
import { createQueues, type NewQueue, type Queues } from "./queues.ts";
import { createArchives, createReplays } from "./replays.ts";
import { startSchedules } from "./schedule.ts";
import { createStreamDriver } from "./stream-mapping.ts";
import { createStreamReader } from "./stream-reader.ts";
import { createTopicApi } from "./topic.ts";

export type DeliveryOptions = {
  readonly dynamodbEndpoint: string;
  /** Registers a listener that runs after each write to a table. */
  readonly onTableWrite: (listener: () => void) => void;
  readonly disturb: Disturb;
};

export type Delivery = Part & {
  /** True while anything is on its way to a function of the template, or will be within a second. */
  readonly busy: () => boolean;
  /** Puts an event into Lambda's queue for asynchronous invocation. */
  readonly invokeAsync: (functionName: string, event: unknown) => void;
  /** What stream mappings gave up, as the objects in their S3 buckets. */
  readonly failures: () => readonly StoredObject[];
};

/**
 * Queues, topics, buses, archives, mappings, schedules and log subscriptions of the template.
 *
 * @throws UnsupportedValueError naming each value of the template that no model here implements.
 */
export function createDelivery(context: Context, options: DeliveryOptions): Delivery {
  const { resources, clock, random } = context;
  refuseUnsupported(resources);
  const { disturb } = options;
  const failures: StoredObject[] = [];
  const mappings = resources.ofType("AWS::Lambda::EventSourceMapping");
  const functionOf = consumers(mappings);
  const queues = createTemplateQueues(context, disturb, functionOf);
  const asyncInvoke = createAsyncInvoke({ context, disturb, giveUp: (arn, body) => void queues.send(arn, { body }) });
  const archives = createArchives(resources, clock);
  const bus = createBus({
    ...{ context, disturb, functionOf, keep: archives.keep },
    send(arn, outgoing) {
      if (isLambda(arn)) asyncInvoke.send(nameOf(arn), JSON.parse(outgoing.body));
      else queues.send(arn, outgoing);
    },
  });
  const replays = createReplays({ archives: archives.all, bus, clock, random });
  const events: AwsApi = {
    service: "events",
    operations: { PutEvents: async (call) => bus.putEvents(call), ...replays.operations },
  };

  const isQueue = ({ properties }: Resource) => String(properties.EventSourceArn).startsWith("arn:aws:sqs:");
  const queueMappings = mappings
    .filter(isQueue)
    .map((mapping) => createQueueMapping(mapping, context, queues, disturb));
  const streams = mappings
    .filter((mapping) => !isQueue(mapping))
    .map((mapping) => createStream(mapping, context, options, (object) => void failures.push(object)));
  const subscriptions = resources
    .ofType("AWS::Logs::SubscriptionFilter")
    .map((filter) => createLogSubscription(filter, context, asyncInvoke));
  let stopSchedules = () => {};

  return {
    apis: [createQueueApi({ queues, clock, random }), createTopicApi({ resources, queues, clock, random }), events],
    async start() {
      for (const part of [...queueMappings, ...streams]) part.start();
      stopSchedules = startSchedules(context, bus);
    },
    async stop() {
      stopSchedules();
      for (const part of [...queueMappings, ...streams, ...subscriptions, queues]) part.stop();
    },
    busy: () =>
      bus.waiting() > 0 ||
      replays.running() ||
      asyncInvoke.running() > 0 ||
      [...queueMappings, ...streams, ...subscriptions].some((part) => part.busy()),
    invokeAsync: asyncInvoke.send,
    failures: () => failures,
  };
}

function isLambda(arn: string) {
  return arn.startsWith("arn:aws:lambda:");
}

/** The function that a queue's messages end at, or a target itself. */
function consumers(mappings: readonly Resource[]): (arn: string) => string | undefined {
  const bySource = new Map(
    mappings.map(({ properties }) => [String(properties.EventSourceArn), nameOf(String(properties.FunctionName))]),
  );
  return (arn) => (isLambda(arn) ? nameOf(arn) : bySource.get(arn));
}

function createTemplateQueues(
  { resources, clock, random, metrics }: Context,
  disturb: Disturb,
  functionOf: (arn: string) => string | undefined,
): Queues {
  const templates = resources.ofType("AWS::SQS::Queue");
  const urlBase = (templates[0]?.ref ?? "http://127.0.0.1/").replace(/[^/]*$/, "");
  const queues = createQueues({
    ...{ clock, random, urlBase },
    disturb: (arn, what) =>
      disturb({ to: functionOf(arn), from: "queue", may: ["duplicate", "delay", "reorder"], what }),
  });
  for (const { ref, properties } of templates) {
    const queue = queues.create(settingsOf(nameOf(ref), properties));
    const dimensions = { QueueName: queue.settings.name };
    metrics.gauge("AWS/SQS", "ApproximateNumberOfMessagesVisible", dimensions, () => depth(queue, clock.now()).visible);
    metrics.gauge(
      "AWS/SQS",
      "ApproximateAgeOfOldestMessage",
      dimensions,
      () => depth(queue, clock.now()).oldestAgeSeconds,
    );
  }
  return queues;
}

function settingsOf(name: string, properties: Resource["properties"]): NewQueue {
  const { deadLetterTargetArn, maxReceiveCount } = record(properties, "RedrivePolicy");
  const { VisibilityTimeout, MessageRetentionPeriod } = properties;
  return {
    name,
    ...(VisibilityTimeout === undefined ? {} : { visibilityTimeoutSeconds: Number(VisibilityTimeout) }),
    ...(MessageRetentionPeriod === undefined ? {} : { retentionSeconds: Number(MessageRetentionPeriod) }),
    ...(deadLetterTargetArn === undefined
      ? {}
      : { redrive: { deadLetterArn: String(deadLetterTargetArn), maxReceiveCount: Number(maxReceiveCount) } }),
  };
}

function createStream(
  mapping: Resource,
  context: Context,
  { dynamodbEndpoint, onTableWrite, disturb }: DeliveryOptions,
  store: (object: StoredObject) => void,
) {
  const { resources, clock, logs } = context;
  const streamArn = String(mapping.properties.EventSourceArn);
  const table = resources.all.find((resource) => resource.attributes.StreamArn === streamArn);
  if (table === undefined) throw new Error(`${mapping.logicalId}: no table has the stream ${streamArn}`);
  const driver = createStreamDriver(mapping, context, disturb, store);
  const reader = createStreamReader({
    endpoint: dynamodbEndpoint,
    tableName: table.ref,
    streamArn,
    clock,
    logs,
    onRecords: driver.offer,
  });
  onTableWrite(() => reader.poke());
  return {
    start: () => reader.start(),
    busy: () => reader.busy() || driver.busy(),
    stop() {
      reader.stop();
      driver.stop();
    },
  };
}
