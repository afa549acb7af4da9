import type { Context, Part, QueuePolicies, Resource, Service } from "../ports.ts";
import type { Disturb } from "./disturb.ts";
import { consumers } from "./event-sources.ts";
import { nameOf } from "./ids.ts";
import { list, record } from "./input.ts";
import { depth } from "./queue.ts";
import { createQueueApi } from "./queue-api.ts";
import { createQueues, type NewQueue, type Queues } from "./queues.ts";

export const sqs = {
  source: "SQS Developer Guide and API Reference",
  types: {
    "AWS::SQS::Queue": {
      model: "delivery/queue.ts",
      supports: [
        ...["QueueName", "VisibilityTimeout", "MessageRetentionPeriod"],
        ...["RedrivePolicy.deadLetterTargetArn", "RedrivePolicy.maxReceiveCount"],
        // Without effect: nothing is written to a disk.
        "SqsManagedSseEnabled",
      ],
      refuses: ({ QueueName }) => [String(QueueName).endsWith(".fifo") && "QueueName: FIFO queues"],
    },
  },
  create: createTemplateQueues,
} satisfies Service;

type QueueNeeds = { readonly context: Context; readonly disturb: Disturb; readonly queuePolicies: QueuePolicies };

function createTemplateQueues({ context, disturb, queuePolicies }: QueueNeeds): Queues & Part {
  const { resources, clock, random, metrics } = context;
  const templates = resources.ofType("AWS::SQS::Queue");
  const policies = resources.ofType("AWS::SQS::QueuePolicy");
  const functionOf = consumers(resources);
  const queues = createQueues({
    ...{ clock, random, urlBase: (templates[0]?.ref ?? "http://127.0.0.1/").replace(/[^/]*$/, "") },
    disturb: (arn, what) =>
      disturb({ to: functionOf(arn), from: "queue", may: ["duplicate", "delay", "reorder"], what }),
  });
  for (const { ref, properties } of templates) {
    const policy = policies.find((candidate) => list(candidate.properties, "Queues").includes(ref));
    const queue = queues.create({
      ...settingsOf(nameOf(ref), properties),
      ...(policy === undefined ? {} : { policy: JSON.stringify(policy.properties.PolicyDocument) }),
    });
    const gauge = (name: string, read: () => number) =>
      metrics.gauge("AWS/SQS", name, { QueueName: queue.settings.name }, read);
    gauge("ApproximateNumberOfMessagesVisible", () => depth(queue, clock.now()).visible);
    gauge("ApproximateAgeOfOldestMessage", () => depth(queue, clock.now()).oldestAgeSeconds);
  }
  return { ...queues, apis: [createQueueApi({ queues, queuePolicies, clock, random })] };
}

function settingsOf(name: string, properties: Resource["properties"]): NewQueue {
  const { deadLetterTargetArn, maxReceiveCount } = record(properties, "RedrivePolicy");
  const { VisibilityTimeout, MessageRetentionPeriod } = properties;
  return {
    ...{ name, fixed: true },
    ...(VisibilityTimeout === undefined ? {} : { visibilityTimeoutSeconds: Number(VisibilityTimeout) }),
    ...(MessageRetentionPeriod === undefined ? {} : { retentionSeconds: Number(MessageRetentionPeriod) }),
    ...(deadLetterTargetArn === undefined
      ? {}
      : { redrive: { deadLetterArn: String(deadLetterTargetArn), maxReceiveCount: Number(maxReceiveCount) } }),
  };
}
