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
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamoDbProxy } from "../endpoint/dynamodb-proxy.ts";
import { createEndpoint, type Endpoint } from "../endpoint/endpoint.ts";
import { unexpected } from "../failure.fixture.ts";
import { createFaults } from "../faults.ts";
import { indexResources } from "../template/resources.ts";
import { createDelivery } from "./delivery.ts";
import { fakeContext, resource } from "./fake-context.ts";
import { aRule, queueArn, together, topic, traceHeader } from "./fake-stack.ts";

let endpoint: Endpoint;
let sqs: SQSClient;
let sns: SNSClient;
let events: EventBridgeClient;
let url: (name: string) => string;

beforeAll(async () => {
  const context = fakeContext();
  endpoint = createEndpoint(context.clock, unexpected);
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
  const { apis } = together(createDelivery({ ...context, resources }, { ...dynamodb, disturb: faults.strikeDelivery }));
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

  it("see SQS's errors by name", async () => {
    await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl: url("none") }))).rejects.toBeInstanceOf(
      QueueDoesNotExist,
    );
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
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "team" }));
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
