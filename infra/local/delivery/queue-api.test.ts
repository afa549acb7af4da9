import { describe, expect, it } from "vitest";
import { queueArn, queueUrl, startStack } from "./fake-stack.ts";

describe("sqs", () => {
  // SQS developer guide, "Amazon SQS short and long polling".
  it("long-polls until a message comes, or the wait is over", async () => {
    const { context, sqs, send } = await startStack();
    const waiting = sqs("ReceiveMessage", { QueueUrl: queueUrl("orders"), WaitTimeSeconds: 20 });
    await context.clock.advance(5_000);
    await send("late");
    expect(await waiting).toMatchObject({ Messages: [{ Body: "late", MD5OfBody: expect.any(String) }] });
    const empty = sqs("ReceiveMessage", { QueueUrl: queueUrl("orders"), WaitTimeSeconds: 1 });
    await context.clock.advance(1_000);
    expect(await empty).toEqual({});
  });

  // API reference, ReceiveMessage: attributes come only when asked for by name.
  it("shows the attributes asked for", async () => {
    const { sqs, send } = await startStack();
    const MessageAttributes = {
      a: { DataType: "String", StringValue: "1" },
      b: { DataType: "String", StringValue: "2" },
    };
    await send("m", { MessageAttributes });
    const input = { QueueUrl: queueUrl("orders"), VisibilityTimeout: 0 };
    const bare = await sqs("ReceiveMessage", input);
    expect(JSON.stringify(bare)).not.toContain("Attributes");
    const asked = await sqs("ReceiveMessage", {
      ...input,
      MessageAttributeNames: ["a"],
      MessageSystemAttributeNames: ["ApproximateReceiveCount"],
    });
    const Attributes = { ApproximateReceiveCount: "2" };
    expect(asked.Messages).toMatchObject([{ Attributes, MessageAttributes: { a: MessageAttributes.a } }]);
  });

  // API reference, SendMessage and ReceiveMessage, "Errors" and the bounds of their parameters.
  it("refuses what is too large, out of bounds or not there", async () => {
    const { sqs, send } = await startStack();
    const invalid = { code: "InvalidParameterValue" };
    await expect(send("x".repeat(1_048_577))).rejects.toMatchObject(invalid);
    await expect(send("x", { DelaySeconds: 1 })).rejects.toMatchObject(invalid);
    for (const more of [{ MaxNumberOfMessages: 11 }, { WaitTimeSeconds: 21 }, { VisibilityTimeout: 43_201 }]) {
      await expect(sqs("ReceiveMessage", { QueueUrl: queueUrl("orders"), ...more })).rejects.toMatchObject(invalid);
    }
    await expect(sqs("ReceiveMessage", { QueueUrl: queueUrl("none") })).rejects.toMatchObject({
      code: "QueueDoesNotExist",
    });
  });

  // API reference, CreateQueue: asking again for a queue that exists gives its URL; its defaults.
  it("makes queues at run time, with the default attributes", async () => {
    const { sqs } = await startStack();
    const input = { QueueName: "team" };
    expect(await sqs("CreateQueue", input)).toEqual({ QueueUrl: queueUrl("team") });
    expect(await sqs("CreateQueue", input)).toEqual({ QueueUrl: queueUrl("team") });
    const { Attributes } = await sqs("GetQueueAttributes", { QueueUrl: queueUrl("team"), AttributeNames: ["All"] });
    expect(Attributes).toMatchObject({ VisibilityTimeout: "30", MessageRetentionPeriod: "345600" });
    const code = "InvalidParameterValue";
    await expect(sqs("CreateQueue", { QueueName: "no spaces" })).rejects.toMatchObject({ code });
    await expect(sqs("CreateQueue", { ...input, Attributes: { DelaySeconds: "1" } })).rejects.toMatchObject({ code });
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
