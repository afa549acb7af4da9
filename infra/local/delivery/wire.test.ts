import { once } from "node:events";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PublishBatchCommand, PublishCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { Consumer } from "sqs-consumer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamoDbProxy } from "../endpoint/dynamodb-proxy.ts";
import { createEndpoint, type Endpoint } from "../endpoint/endpoint.ts";
import { createFaults } from "../faults.ts";
import { queuePoliciesOf } from "../iam/authorize.ts";
import { createJudge } from "../iam/judge.ts";
import { indexResources } from "../template/resources.ts";
import { createDelivery } from "./delivery.ts";
import { fakeContext, resource } from "./fake-context.ts";
import { aRule, policyFor, queueArn, together, topic, traceHeader } from "./fake-stack.ts";

let endpoint: Endpoint;
let sqs: SQSClient;
let sns: SNSClient;
let events: EventBridgeClient;
let url: (name: string) => string;

beforeAll(async () => {
  const context = fakeContext();
  endpoint = createEndpoint(context.clock);
  await endpoint.listen(0);
  url = (name) => `${endpoint.url()}/000000000000/${name}`;
  const aQueue = (name: string, more = {}) => {
    const queue = resource("AWS::SQS::Queue", name, { QueueName: name, ...more });
    return { ...queue, ref: url(name) };
  };
  const RedrivePolicy = { deadLetterTargetArn: queueArn("dead"), maxReceiveCount: 1 };
  const bus = resource("AWS::Events::EventBus", "Bus", { Name: "facts" });
  const resources = indexResources([aQueue("orders", { RedrivePolicy }), aQueue("dead"), topic, bus, aRule()]);
  const faults = createFaults([], 1, () => {});
  const dynamodb = { dynamodbEndpoint: "", onTableWrite: () => {} };
  const queuePolicies = queuePoliciesOf(createJudge(resources));
  const options = { ...dynamodb, disturb: faults.strikeDelivery, queuePolicies, awsUrl: endpoint.url() };
  const { apis } = together(createDelivery({ ...context, resources }, options));
  endpoint.mount({
    apis,
    proxy: createDynamoDbProxy("http://127.0.0.1:1"),
    faults,
    principalOf: () => undefined,
    authorize: () => undefined,
    crash: () => false,
    web: async () => undefined,
    log: () => {},
  });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const config = { region: "us-east-1", endpoint: endpoint.url(), credentials };
  sqs = new SQSClient(config);
  sns = new SNSClient(config);
  events = new EventBridgeClient(config);
});
afterAll(async () => {
  for (const client of [sqs, sns, events]) client.destroy();
  await endpoint.stop();
});

async function receive(name: string, more = {}) {
  const input = { QueueUrl: url(name), MaxNumberOfMessages: 10, MessageAttributeNames: ["All"], ...more };
  return (await sqs.send(new ReceiveMessageCommand({ ...input, MessageSystemAttributeNames: ["All"] }))).Messages ?? [];
}

// The SDK itself checks the MD5 of bodies in both directions.
describe("the SDK's clients", () => {
  it("send, receive and delete messages", async () => {
    const MessageAttributes = {
      reason: { DataType: "String", StringValue: "outage" },
    };
    const MessageSystemAttributes = { AWSTraceHeader: { DataType: "String", StringValue: traceHeader } };
    await sqs.send(
      new SendMessageCommand({ QueueUrl: url("dead"), MessageBody: "ü", MessageAttributes, MessageSystemAttributes }),
    );
    const messages = await receive("dead");
    expect(messages).toMatchObject([{ Body: "ü", MessageAttributes, Attributes: { AWSTraceHeader: traceHeader } }]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url("dead"), ReceiptHandle: messages[0]?.ReceiptHandle }));
    const AttributeNames = ["ApproximateNumberOfMessagesNotVisible" as const];
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url("dead"), AttributeNames }));
    expect(Attributes).toEqual({ ApproximateNumberOfMessagesNotVisible: "0" });
  });

  it("see SQS's errors by name, and by the name that its query protocol gave them", async () => {
    const refused = sqs.send(new ReceiveMessageCommand({ QueueUrl: url("none") }));
    await expect(refused).rejects.toBeInstanceOf(QueueDoesNotExist);
    await expect(refused).rejects.toHaveProperty("Code", "AWS.SimpleQueueService.NonExistentQueue");
  });

  it("take no message by a long poll that they have given up", async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "left" }));
    const leaving = new AbortController();
    const left = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: leaving.signal,
    });
    // An answer to another request over a new connection: the first has arrived by then.
    await sqs.send(new ListQueuesCommand({}));
    leaving.abort();
    await expect(left).rejects.toMatchObject({ name: "AbortError" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "next" }));
    expect(await receive("left")).toMatchObject([{ Body: "next", Attributes: { ApproximateReceiveCount: "1" } }]);
  });

  it("let sqs-consumer handle messages in batches, and delete them", async () => {
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "consumed" }));
    const Entries = ["a", "b", "c"].map((Id) => ({ Id, MessageBody: Id }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const handled: string[] = [];
    const consumer = Consumer.create({
      ...{ queueUrl: QueueUrl, sqs, batchSize: 10, waitTimeSeconds: 0, visibilityTimeout: 60, heartbeatInterval: 30 },
      async handleMessageBatch(messages) {
        handled.push(...messages.map(({ Body = "" }) => Body));
        return messages;
      },
    });
    const processed = once(consumer, "response_processed");
    consumer.start();
    await processed;
    const stopped = once(consumer, "stopped");
    consumer.stop();
    await stopped;
    expect(handled.sort()).toEqual(["a", "b", "c"]);
    const AttributeNames = ["ApproximateNumberOfMessagesNotVisible" as const];
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    expect(Attributes).toEqual({ ApproximateNumberOfMessagesNotVisible: "0" });
  });

  it("redrive dead letters", async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: url("dead"), MessageBody: "again" }));
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: "d" }));
    expect(QueueUrls).toEqual([url("dead")]);
    const SourceArn = queueArn("dead");
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn: queueArn("orders") }));
    const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
    expect(Results).toMatchObject([{ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 1 }]);
    expect(await receive("orders")).toMatchObject([{ Body: "again" }]);
  });

  it("put events to the bus and find them in the rule's queue", async () => {
    const entry = {
      Source: "millrace.orders",
      DetailType: "order.placed",
      Detail: "{}",
      EventBusName: "facts",
      TraceHeader: traceHeader,
    };
    const answer = await events.send(
      new PutEventsCommand({
        Entries: [
          { ...entry, Time: new Date(1_700_000_000_000) },
          { ...entry, Detail: "{" },
        ],
      }),
    );
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ EventId: expect.any(String) }, { ErrorCode: "MalformedDetail" }],
    });
    const [message] = await receive("orders");
    expect(message?.Attributes?.AWSTraceHeader).toBe(traceHeader);
    expect(JSON.parse(message?.Body ?? "")).toMatchObject({ time: "2023-11-14T22:13:20Z", source: "millrace.orders" });
  });

  it("subscribe a queue of their own to a topic and read what is published", async () => {
    const Policy = policyFor("team", "sns.amazonaws.com", topic.ref);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "team", Attributes: { Policy } }));
    expect(QueueUrl).toBe(url("team"));
    const Attributes = { RawMessageDelivery: "true" };
    await sns.send(
      new SubscribeCommand({ TopicArn: topic.ref, Protocol: "sqs", Endpoint: queueArn("team"), Attributes }),
    );
    const MessageAttributes = { type: { DataType: "String", StringValue: "order.placed" } };
    await sns.send(new PublishCommand({ TopicArn: topic.ref, Message: "one", MessageAttributes }));
    const PublishBatchRequestEntries = [
      { Id: "2", Message: "two", MessageAttributes },
      { Id: "3", Message: "" },
    ];
    const batch = await sns.send(new PublishBatchCommand({ TopicArn: topic.ref, PublishBatchRequestEntries }));
    expect(batch).toMatchObject({ Successful: [{ Id: "2" }], Failed: [{ Id: "3", SenderFault: true }] });
    expect(await receive("team")).toMatchObject([{ Body: "one", MessageAttributes }, { Body: "two" }]);
  });
});
