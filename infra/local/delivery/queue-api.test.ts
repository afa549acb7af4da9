import { describe, expect, it } from "vitest";
import { queueArn, queueUrl, startStack } from "./fake-stack.ts";

describe("sqs", () => {
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
      "a.x": { DataType: "String", StringValue: "1" },
      b: { DataType: "String", StringValue: "2" },
    };
    await send("m", { MessageAttributes });
    const input = { QueueUrl: queueUrl("orders"), VisibilityTimeout: 0 };
    const bare = await sqs("ReceiveMessage", input);
    expect(JSON.stringify(bare)).not.toContain("Attributes");
    const asked = await sqs("ReceiveMessage", {
      ...input,
      MessageAttributeNames: ["a.*"],
      MessageSystemAttributeNames: ["ApproximateReceiveCount"],
    });
    expect(asked?.Messages).toMatchObject([
      { Attributes: { ApproximateReceiveCount: "2" }, MessageAttributes: { "a.x": MessageAttributes["a.x"] } },
    ]);
  });

  // API reference, SendMessageBatch: one bad entry fails alone.
  it("answers a batch entry by entry", async () => {
    const { sqs } = await startStack();
    const Entries = [
      { Id: "1", MessageBody: "ok" },
      { Id: "2", MessageBody: "ok", DelaySeconds: 901 },
    ];
    const answer = await sqs("DeleteMessageBatch", {
      QueueUrl: queueUrl("orders"),
      Entries: [{ Id: "1", ReceiptHandle: "nonsense" }],
    });
    expect(answer?.Failed).toMatchObject([{ Id: "1", Code: "ReceiptHandleIsInvalid", SenderFault: true }]);
    await expect(sqs("SendMessageBatch", { QueueUrl: queueUrl("orders"), Entries: [] })).rejects.toMatchObject({
      code: "EmptyBatchRequest",
    });
    await expect(
      sqs("SendMessageBatch", { QueueUrl: queueUrl("orders"), Entries: [...Entries, ...Entries] }),
    ).rejects.toMatchObject({ code: "BatchEntryIdsNotDistinct" });
    expect(await sqs("SendMessageBatch", { QueueUrl: queueUrl("orders"), Entries })).toMatchObject({
      Successful: [{ Id: "1" }],
      Failed: [{ Id: "2", Code: "InvalidParameterValue" }],
    });
  });

  it("refuses what is too large and what does not exist", async () => {
    const { sqs, send } = await startStack();
    await expect(send("x".repeat(1_048_577))).rejects.toMatchObject({ code: "InvalidParameterValue" });
    await expect(sqs("ReceiveMessage", { QueueUrl: queueUrl("none") })).rejects.toMatchObject({
      code: "QueueDoesNotExist",
    });
  });

  // API reference, CreateQueue: asking again for a queue that exists gives its URL.
  it("makes queues at run time, with the attributes given", async () => {
    const { context, sqs, receive } = await startStack();
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn("dead"), maxReceiveCount: "1" });
    const input = { QueueName: "team", Attributes: { VisibilityTimeout: "5", DelaySeconds: "1", RedrivePolicy } };
    expect(await sqs("CreateQueue", input)).toEqual({ QueueUrl: queueUrl("team") });
    expect(await sqs("CreateQueue", input)).toEqual({ QueueUrl: queueUrl("team") });
    await sqs("SendMessage", { QueueUrl: queueUrl("team"), MessageBody: "a" });
    for (const expected of [0, 1, 0]) {
      expect(await receive("team")).toHaveLength(expected);
      await context.clock.advance(5_000);
    }
    expect(await receive("dead")).toHaveLength(1);
  });

  it.each([
    [{ QueueName: "no spaces" }, "InvalidParameterValue"],
    [{ QueueName: "team", Attributes: { RedrivePolicy: "{" } }, "InvalidParameterValue"],
    [
      { QueueName: "team", Attributes: { RedrivePolicy: '{"deadLetterTargetArn":"arn:none","maxReceiveCount":1}' } },
      "QueueDoesNotExist",
    ],
  ])("refuses the queue %j", async (input, code) => {
    const { sqs } = await startStack();
    await expect(sqs("CreateQueue", input)).rejects.toMatchObject({ code });
  });

  it("lists queues, their sources, depth and settings", async () => {
    const { sqs, send } = await startStack();
    await send("a");
    expect(await sqs("ListQueues", { QueueNamePrefix: "ord" })).toEqual({ QueueUrls: [queueUrl("orders")] });
    expect(await sqs("GetQueueUrl", { QueueName: "dead" })).toEqual({ QueueUrl: queueUrl("dead") });
    expect(await sqs("ListDeadLetterSourceQueues", { QueueUrl: queueUrl("dead") })).toEqual({
      queueUrls: [queueUrl("orders")],
    });
    expect(await sqs("GetQueueAttributes", { QueueUrl: queueUrl("orders"), AttributeNames: ["All"] })).toMatchObject({
      Attributes: {
        ApproximateNumberOfMessages: "1",
        VisibilityTimeout: "180",
        RedrivePolicy: expect.stringContaining('"maxReceiveCount":2'),
      },
    });
    await sqs("PurgeQueue", { QueueUrl: queueUrl("orders") });
    expect(
      await sqs("GetQueueAttributes", {
        QueueUrl: queueUrl("orders"),
        AttributeNames: ["ApproximateNumberOfMessages"],
      }),
    ).toEqual({
      Attributes: { ApproximateNumberOfMessages: "0" },
    });
  });
});

// SQS developer guide, "Configure a dead-letter queue redrive": new id, new enqueue time.
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
