import { describe, expect, it } from "vitest";
import { queueArn, queueUrl, startStack } from "./fake-stack.ts";

describe("sqs", () => {
  // API reference, CreateQueue: asking again for a queue that exists gives its URL; its defaults.
  it("makes queues at run time, with the default attributes", async () => {
    const { sqs } = await startStack();
    const input = { QueueName: "team" };
    expect(await sqs("CreateQueue", input)).toEqual({ QueueUrl: queueUrl("team") });
    expect(await sqs("CreateQueue", input)).toEqual({ QueueUrl: queueUrl("team") });
    expect(await sqs("CreateQueue", { ...input, Attributes: { DelaySeconds: "0" } })).toHaveProperty("QueueUrl");
    const { Attributes } = await sqs("GetQueueAttributes", { QueueUrl: queueUrl("team"), AttributeNames: ["All"] });
    expect(Attributes).toMatchObject({ VisibilityTimeout: "30", MessageRetentionPeriod: "345600" });
    const other = { ...input, Attributes: { DelaySeconds: "1" } };
    await expect(sqs("CreateQueue", other)).rejects.toMatchObject({ code: "QueueNameExists" });
    const noName = { QueueName: "no spaces" };
    await expect(sqs("CreateQueue", noName)).rejects.toMatchObject({ code: "InvalidParameterValue" });
  });

  // API reference, SetQueueAttributes: each attribute counts from then on.
  it("gives a queue of one's own other attributes, and takes them away by an empty text", async () => {
    const { context, sqs } = await startStack();
    const QueueUrl = queueUrl("team");
    const Attributes = {
      ...{ VisibilityTimeout: "5", DelaySeconds: "2", ReceiveMessageWaitTimeSeconds: "20" },
      ...{ MessageRetentionPeriod: "60", MaximumMessageSize: "1024" },
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn("dead"), maxReceiveCount: "3" }),
    };
    await sqs("CreateQueue", { QueueName: "team" });
    await sqs("SetQueueAttributes", { QueueUrl, Attributes });
    const shown = await sqs("GetQueueAttributes", { QueueUrl, AttributeNames: Object.keys(Attributes) });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn("dead"), maxReceiveCount: 3 });
    expect(shown.Attributes).toEqual({ ...Attributes, RedrivePolicy });
    await expect(sqs("SendMessage", { QueueUrl, MessageBody: "x".repeat(1025) })).rejects.toThrow("1024 bytes");
    await sqs("SendMessage", { QueueUrl, MessageBody: "late" });
    const received = sqs("ReceiveMessage", { QueueUrl });
    await context.clock.advance(2_000);
    expect(await received).toMatchObject({ Messages: [{ Body: "late" }] });
    await sqs("SetQueueAttributes", { QueueUrl, Attributes: { RedrivePolicy: "" } });
    expect(await sqs("GetQueueAttributes", { QueueUrl, AttributeNames: ["RedrivePolicy"] })).toEqual({
      Attributes: {},
    });
  });

  it.each([
    ["InvalidAttributeName", { FifoQueue: "true" }],
    ["InvalidAttributeValue", { VisibilityTimeout: "43201" }],
    ["InvalidAttributeValue", { DelaySeconds: "soon" }],
    ["InvalidParameterValue", { RedrivePolicy: "{}" }],
    ["InvalidParameterValue", { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:x:0:none","maxReceiveCount":1}' }],
    ["InvalidAttributeValue", { Policy: "no JSON" }],
    ["InvalidAttributeValue", { Policy: '{"Statement":[null]}' }],
    ["InvalidAttributeValue", { Policy: '{"Statement":[{"Effect":"Allow","Principal":"*","NotAction":"sqs:*"}]}' }],
    [
      "InvalidAttributeValue",
      {
        Policy:
          '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Condition":{"IpAddress":{"aws:SourceIp":"::1"}}}}',
      },
    ],
  ])("refuses %s: %j, and makes no queue", async (code, Attributes) => {
    const { sqs } = await startStack();
    await expect(sqs("CreateQueue", { QueueName: "team", Attributes })).rejects.toMatchObject({ code });
    expect(await sqs("ListQueues", { QueueNamePrefix: "team" })).toEqual({ QueueUrls: [] });
  });

  it("ends a queue of one's own with its messages, and whoever waits for them", async () => {
    const { sqs, receive, context } = await startStack();
    const QueueUrl = queueUrl("team");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn("letters"), maxReceiveCount: 1 });
    await sqs("CreateQueue", { QueueName: "letters" });
    await sqs("CreateQueue", { QueueName: "team", Attributes: { RedrivePolicy } });
    const waiting = sqs("ReceiveMessage", { QueueUrl: queueUrl("letters"), WaitTimeSeconds: 20 });
    await sqs("DeleteQueue", { QueueUrl: queueUrl("letters") });
    expect(await waiting).toEqual({});
    await sqs("SendMessage", { QueueUrl, MessageBody: "kept" });
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await receive("team")).toHaveLength(1);
      await context.clock.advance(30_000);
    }
    await sqs("DeleteQueue", { QueueUrl });
    await expect(sqs("SendMessage", { QueueUrl, MessageBody: "x" })).rejects.toMatchObject({
      code: "QueueDoesNotExist",
    });
  });

  it("neither changes nor ends a queue of the template", async () => {
    const { sqs } = await startStack();
    const code = "UnsupportedOperation";
    const QueueUrl = queueUrl("orders");
    await expect(sqs("DeleteQueue", { QueueUrl })).rejects.toMatchObject({ code });
    const Attributes = { VisibilityTimeout: "1" };
    await expect(sqs("SetQueueAttributes", { QueueUrl, Attributes })).rejects.toMatchObject({ code });
  });

  // API reference, ListQueues, GetQueueUrl, ListDeadLetterSourceQueues, GetQueueAttributes, PurgeQueue.
  it("lists queues, their depth and settings, and empties one", async () => {
    const { sqs, send } = await startStack();
    await send("a");
    expect(await sqs("ListQueues", { QueueNamePrefix: "ord" })).toEqual({ QueueUrls: [queueUrl("orders")] });
    expect(await sqs("GetQueueUrl", { QueueName: "dead" })).toEqual({ QueueUrl: queueUrl("dead") });
    const { queueUrls } = await sqs("ListDeadLetterSourceQueues", { QueueUrl: queueUrl("dead") });
    expect(queueUrls).toEqual([queueUrl("orders")]);
    const QueueUrl = queueUrl("orders");
    expect(await sqs("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] })).toMatchObject({
      Attributes: {
        ApproximateNumberOfMessages: "1",
        VisibilityTimeout: "180",
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn("dead"), maxReceiveCount: 2 }),
      },
    });
    await sqs("PurgeQueue", { QueueUrl });
    const AttributeNames = ["ApproximateNumberOfMessages"];
    expect(await sqs("GetQueueAttributes", { QueueUrl, AttributeNames })).toEqual({
      Attributes: { ApproximateNumberOfMessages: "0" },
    });
  });
});

// SQS developer guide, "Learn how to configure a dead-letter queue redrive in Amazon SQS": new id, new enqueue time.
describe("a message move task", () => {
  async function withDeadLetter() {
    const started = await startStack();
    await started.send("a");
    for (let turn = 0; turn < 3; turn += 1) {
      await started.receive("orders");
      await started.context.clock.advance(180_000);
    }
    return started;
  }

  it("sends dead letters back to where they came from", async () => {
    const { context, sqs, receive } = await withDeadLetter();
    await sqs("StartMessageMoveTask", { SourceArn: queueArn("dead") });
    const [message] = await receive("orders");
    expect(message).toMatchObject({
      Body: "a",
      Attributes: { ApproximateReceiveCount: "1", SentTimestamp: String(context.clock.now()) },
    });
    expect(await sqs("ListMessageMoveTasks", { SourceArn: queueArn("dead") })).toMatchObject({
      Results: [{ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 1 }],
    });
  });

  it("fails at a message that was sent to the dead-letter queue, unless it is told where to", async () => {
    const { sqs, receive } = await startStack();
    await sqs("SendMessage", { QueueUrl: queueUrl("dead"), MessageBody: "by hand" });
    const SourceArn = queueArn("dead");
    await sqs("StartMessageMoveTask", { SourceArn });
    expect(await sqs("ListMessageMoveTasks", { SourceArn })).toMatchObject({
      Results: [{ Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource" }],
    });
    await sqs("StartMessageMoveTask", { SourceArn, DestinationArn: queueArn("orders") });
    expect(await receive("orders")).toMatchObject([{ Body: "by hand" }]);
  });

  // API reference, StartMessageMoveTask, "Errors".
  it("wants a dead-letter queue as its source", async () => {
    const { sqs } = await startStack();
    await expect(sqs("StartMessageMoveTask", { SourceArn: queueArn("orders") })).rejects.toMatchObject({
      code: "InvalidParameterValue",
    });
    await expect(sqs("StartMessageMoveTask", { SourceArn: queueArn("none") })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
  });
});
