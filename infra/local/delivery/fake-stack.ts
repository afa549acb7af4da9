import { createFaults, type Faults } from "../faults.ts";
import { queuePoliciesOf } from "../iam/authorize.ts";
import { createJudge } from "../iam/judge.ts";
import type { AwsCall, Part, Resource } from "../ports.ts";
import { arn } from "../template/physical.ts";
import { createDelivery } from "./delivery.ts";
import { type Caller, caller, type FakeContext, fakeContext, resource } from "./fake-context.ts";
import type { MessageAttributes } from "./message-attributes.ts";

/** A small stack for tests: a queue with its dead-letter queue, a bus, a topic. */
export function queueArn(name: string) {
  return arn("sqs", name);
}
export function queueUrl(name: string) {
  return `http://127.0.0.1:4566/000000000000/${name}`;
}
export const topic = resource("AWS::SNS::Topic", "Topic", { TopicName: "notices" });
export const traceHeader = "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1";

export function aRule(properties: Record<string, unknown> = {}) {
  return resource("AWS::Events::Rule", "Rule", {
    Name: "to-orders",
    EventBusName: "facts",
    EventPattern: { source: ["millrace.orders"] },
    Targets: [aTarget()],
    ...properties,
  });
}

export function aTarget(properties: Record<string, unknown> = {}) {
  return {
    Id: "t",
    Arn: queueArn("orders"),
    DeadLetterConfig: { Arn: queueArn("dead") },
    RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
    ...properties,
  };
}

export function aQueueMapping(properties: Record<string, unknown> = {}) {
  return resource("AWS::Lambda::EventSourceMapping", "Mapping", {
    EventSourceArn: queueArn("orders"),
    FunctionName: "orders-events",
    BatchSize: 10,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    ScalingConfig: { MaximumConcurrency: 10 },
    ...properties,
  });
}

type ShownMessage = {
  readonly Body: string;
  readonly Attributes: Record<string, string>;
  readonly MessageAttributes: MessageAttributes;
};

type FakeStack = {
  readonly context: FakeContext;
  readonly delivery: ReturnType<typeof together>;
  readonly faults: Faults;
  /** What the fault plan said. */
  readonly log: readonly string[];
  readonly sqs: Caller;
  readonly sns: Caller;
  readonly events: Caller;
  readonly receive: (queue: string) => Promise<readonly ShownMessage[]>;
  /** Sends to the queue `orders`. */
  readonly send: (body: string, more?: AwsCall["input"]) => Promise<unknown>;
  /** Puts one event that the rule of `aRule` matches, changed by `entry`. */
  readonly put: (entry?: AwsCall["input"], more?: Partial<AwsCall>) => Promise<AwsCall["input"]>;
};

/** A policy that lets a service send to a queue for one source, as AWS's guides write it for a consumer. */
export function policyFor(queue: string, service: string, sourceArn: string): string {
  const Statement = {
    ...{ Effect: "Allow", Principal: { Service: service }, Action: "sqs:SendMessage", Resource: queueArn(queue) },
    Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
  };
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** All parts of the delivery as one. */
export function together(delivery: ReturnType<typeof createDelivery>) {
  const parts = Object.values<Part>(delivery);
  return {
    apis: parts.flatMap((part) => part.apis),
    busy: () => parts.some((part) => part.busy?.()),
    failures: delivery.s3.objects,
    async start() {
      for (const part of parts) await part.start?.();
    },
    async stop() {
      for (const part of parts.toReversed()) await part.stop?.();
    },
  };
}

export async function startStack(...resources: Resource[]): Promise<FakeStack> {
  const redrive = { deadLetterTargetArn: queueArn("dead"), maxReceiveCount: 2 };
  const context = fakeContext([
    resource("AWS::SQS::Queue", "Dead", { QueueName: "dead", MessageRetentionPeriod: 1_209_600 }),
    resource("AWS::SQS::Queue", "Orders", { QueueName: "orders", VisibilityTimeout: 180, RedrivePolicy: redrive }),
    resource("AWS::Events::EventBus", "Bus", { Name: "facts" }),
    topic,
    ...resources,
  ]);
  const log: string[] = [];
  const faults = createFaults([], 1, (line) => void log.push(line));
  const dynamodb = { dynamodbEndpoint: "http://127.0.0.1:1", onTableWrite: () => {} };
  const queuePolicies = queuePoliciesOf(createJudge(context.resources));
  const delivery = together(
    createDelivery(context, {
      ...dynamodb,
      disturb: faults.strikeDelivery,
      queuePolicies,
      awsUrl: "http://127.0.0.1:4566",
    }),
  );
  await delivery.start();
  const [sqs, sns, events] = ["sqs", "sns", "events"].map((name) =>
    caller(delivery.apis.find((api) => api.service === name)),
  );
  if (sqs === undefined || sns === undefined || events === undefined) throw new Error("three APIs expected");
  const all = { MaxNumberOfMessages: 10, MessageAttributeNames: ["All"], AttributeNames: ["All"] };
  const entry = { Source: "millrace.orders", DetailType: "order.placed", Detail: "{}", EventBusName: "facts" };
  return {
    context,
    delivery,
    faults,
    log,
    sqs,
    sns,
    events,
    receive: async (queue) => {
      const { Messages = [] } = await sqs("ReceiveMessage", { ...all, QueueUrl: queueUrl(queue) });
      return Messages as readonly ShownMessage[];
    },
    send: (body, more) => sqs("SendMessage", { QueueUrl: queueUrl("orders"), MessageBody: body, ...more }),
    put: (changes, more) => events("PutEvents", { Entries: [{ ...entry, ...changes }] }, more),
  };
}
