import type { Context, Part, Resource } from "../ports.ts";
import { createAsyncInvoke } from "./async-invoke.ts";
import { createBusApi } from "./bus.ts";
import type { StoredObject } from "./failure-record.ts";
import { refuseUnsupported } from "./honors.ts";
import { createLogSubscription } from "./log-subscription.ts";
import { noFaults, type Plan } from "./plan.ts";
import { depth } from "./queue.ts";
import { createQueueApi, settingsOf } from "./queue-api.ts";
import { createQueueMapping } from "./queue-mapping.ts";
import { createQueues, type Queues } from "./queues.ts";
import { startSchedules } from "./schedule.ts";
import { createStreamDriver } from "./stream-mapping.ts";
import { createStreamReader } from "./stream-reader.ts";
import { createTopicApi } from "./topic.ts";

export type DeliveryOptions = {
  readonly dynamodbEndpoint: string;
  /** Registers a listener that runs after each write to a table. */
  readonly onTableWrite: (listener: () => void) => void;
};

export type Delivery = Part & {
  /** True while anything is on its way to a function of the template, or will be within a second. */
  readonly busy: () => boolean;
  /** Puts an event into Lambda's queue for asynchronous invocation. */
  readonly invokeAsync: (functionName: string, event: unknown) => void;
  /** What stream mappings gave up, as the objects in their S3 buckets. */
  readonly failures: () => readonly StoredObject[];
  /** Makes deliveries go wrong from now on; without a value, go right. */
  readonly setPlan: (plan: Partial<Plan>) => void;
};

/**
 * Queues, topics, buses, mappings, schedules and log subscriptions of the template.
 *
 * @throws UnsupportedValueError naming each pattern operator, target or schedule of the template it cannot run.
 */
export function createDelivery(context: Context, options: DeliveryOptions): Delivery {
  const { resources, clock, random } = context;
  refuseUnsupported(resources);
  let plan = noFaults;
  const currentPlan = () => plan;
  const failures: StoredObject[] = [];
  const queues = createTemplateQueues(context, currentPlan);
  const bus = createBusApi({ context, plan: currentPlan, send: (arn, outgoing) => void queues.send(arn, outgoing) });
  const topics = createTopicApi({ resources, queues, clock, random });
  const asyncInvoke = createAsyncInvoke(context);

  const mappings = resources
    .ofType("AWS::Lambda::EventSourceMapping")
    .filter(({ properties }) => properties.Enabled !== false);
  const isQueue = ({ properties }: Resource) => String(properties.EventSourceArn).startsWith("arn:aws:sqs:");
  const queueMappings = mappings.filter(isQueue).map((mapping) => createQueueMapping(mapping, context, queues));
  const streams = mappings
    .filter((mapping) => !isQueue(mapping))
    .map((mapping) => createStream(mapping, context, options, currentPlan, (object) => void failures.push(object)));
  const subscriptions = resources
    .ofType("AWS::Logs::SubscriptionFilter")
    .map((filter) => createLogSubscription(filter, context, asyncInvoke));
  let stopSchedules = () => {};

  return {
    apis: [createQueueApi({ queues, clock, random }), topics, bus],
    async start() {
      for (const part of [...queueMappings, ...streams]) part.start();
      stopSchedules = startSchedules(resources.ofType("AWS::Events::Rule"), context, asyncInvoke);
    },
    async stop() {
      stopSchedules();
      for (const part of [...queueMappings, ...streams, ...subscriptions, queues]) part.stop();
    },
    busy: () =>
      bus.retrying() > 0 ||
      asyncInvoke.running() > 0 ||
      [...queueMappings, ...streams, ...subscriptions].some((part) => part.busy()),
    invokeAsync: asyncInvoke.send,
    failures: () => failures,
    setPlan: (next) => {
      plan = { ...noFaults, ...next };
    },
  };
}

function createTemplateQueues({ resources, clock, random, metrics }: Context, plan: () => Plan): Queues {
  const templates = resources.ofType("AWS::SQS::Queue");
  const urlBase = (templates[0]?.ref ?? "http://127.0.0.1/").replace(/[^/]*$/, "");
  const queues = createQueues({ clock, random, plan, urlBase });
  for (const { ref, properties } of templates) {
    const queue = queues.create(settingsOf(ref.slice(ref.lastIndexOf("/") + 1), properties));
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

function createStream(
  mapping: Resource,
  context: Context,
  { dynamodbEndpoint, onTableWrite }: DeliveryOptions,
  plan: () => Plan,
  store: (object: StoredObject) => void,
) {
  const { resources, clock, logs } = context;
  const streamArn = String(mapping.properties.EventSourceArn);
  const table = resources.all.find((resource) => resource.attributes.StreamArn === streamArn);
  if (table === undefined) throw new Error(`${mapping.logicalId}: no table has the stream ${streamArn}`);
  const driver = createStreamDriver(mapping, context, plan, store);
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
