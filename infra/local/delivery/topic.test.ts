import { describe, expect, it } from "vitest";
import { queueArn, startStack, topic, traceHeader } from "./fake-stack.ts";
import { bare } from "./topic.ts";

const MessageAttributes = {
  type: { DataType: "String", StringValue: "order.placed" },
  total: { DataType: "Number", StringValue: "42" },
};
const publish = { TopicArn: topic.ref, Message: '{"a":1}', Subject: "hello", MessageAttributes };

async function subscribed(Attributes: Record<string, string>) {
  const started = await startStack();
  await started.sqs("CreateQueue", { QueueName: "team" });
  const input = { TopicArn: topic.ref, Protocol: "sqs", Endpoint: queueArn("team"), Attributes };
  const { SubscriptionArn } = await started.sns("Subscribe", input);
  return { ...started, SubscriptionArn };
}

describe("sns", () => {
  it("keeps nothing without a subscriber", async () => {
    const { sns } = await startStack();
    expect(await sns("Publish", publish)).toEqual({ MessageId: expect.any(String) });
  });

  // SNS developer guide, "Amazon SNS raw message delivery" and "Fanout to Amazon SQS queues": the envelope's fields.
  it("wraps a message into an envelope, or delivers it raw with its attributes", async () => {
    const wrapped = await subscribed({});
    await wrapped.sns("Publish", publish, { traceHeader });
    const [message] = await wrapped.receive("team");
    expect(JSON.parse(String(message?.Body))).toEqual({
      Type: "Notification",
      MessageId: expect.any(String),
      Timestamp: new Date(wrapped.context.clock.now()).toISOString(),
      TopicArn: topic.ref,
      Subject: "hello",
      Message: '{"a":1}',
      MessageAttributes: { type: { Type: "String", Value: "order.placed" }, total: { Type: "Number", Value: "42" } },
    });
    expect(message?.Attributes.AWSTraceHeader).toBe(traceHeader);
    const raw = await subscribed({ RawMessageDelivery: "true" });
    await raw.sns("Publish", publish);
    expect(await raw.receive("team")).toMatchObject([{ Body: '{"a":1}', MessageAttributes }]);
  });

  it.each(["FilterPolicy", "FilterPolicyScope", "RedrivePolicy"])("refuses a subscription with %s", async (name) => {
    await expect(subscribed({ [name]: "{}" })).rejects.toThrow(`${name} is not supported by the local runtime`);
  });

  // API reference, PublishBatch: "a batch request can result in a combination of successful and unsuccessful actions".
  it("answers a batch entry by entry", async () => {
    const { sns } = await startStack();
    const PublishBatchRequestEntries = [
      { Id: "1", Message: "a" },
      { Id: "2", Message: "" },
    ];
    expect(await sns("PublishBatch", { TopicArn: topic.ref, PublishBatchRequestEntries })).toEqual({
      Successful: [{ Id: "1", MessageId: expect.any(String) }],
      Failed: [{ Id: "2", Code: "InvalidParameter", Message: "Invalid parameter: Empty message", SenderFault: true }],
    });
  });

  // API reference, PublishBatch, "Errors".
  it.each([
    ["EmptyBatchRequest", []],
    ["TooManyEntriesInBatchRequest", Array.from({ length: 11 }, (_, index) => ({ Id: String(index), Message: "a" }))],
    ["BatchEntryIdsNotDistinct", ["a", "b"].map((Message) => ({ Id: "1", Message }))],
    ["BatchRequestTooLong", ["1", "2"].map((Id) => ({ Id, Message: "x".repeat(131_073) }))],
  ])("refuses a batch as a whole: %s", async (code, PublishBatchRequestEntries) => {
    const { sns } = await startStack();
    await expect(sns("PublishBatch", { TopicArn: topic.ref, PublishBatchRequestEntries })).rejects.toMatchObject({
      code,
    });
  });

  it("lists and ends subscriptions, and knows its topics", async () => {
    const { sns, SubscriptionArn, receive } = await subscribed({});
    expect(await sns("ListSubscriptionsByTopic", { TopicArn: topic.ref })).toEqual({
      Subscriptions: [{ SubscriptionArn, Endpoint: queueArn("team"), TopicArn: topic.ref, Protocol: "sqs" }],
    });
    await sns("Unsubscribe", { SubscriptionArn });
    await sns("Publish", publish);
    expect(await receive("team")).toEqual([]);
    expect(await sns("ListTopics")).toEqual({ Topics: [{ TopicArn: topic.ref }] });
    await expect(sns("Publish", { ...publish, TopicArn: `${topic.ref}x` })).rejects.toMatchObject({
      code: "NotFound",
      status: 404,
    });
  });

  // SNS developer guide, "Amazon SNS message delivery retries": a deleted endpoint is a client-side error, not retried.
  it("drops what is for a queue that is gone, and serves the other subscribers", async () => {
    const { sns, receive } = await subscribed({});
    await sns("Subscribe", { TopicArn: topic.ref, Protocol: "sqs", Endpoint: queueArn("gone") });
    await sns("Publish", publish);
    expect(await receive("team")).toHaveLength(1);
  });
});

it("raw delivery hands over the bare message", () => {
  const publication = { messageId: "m", topicArn: topic.ref, message: "hello", attributes: {}, publishedAt: 0 };
  expect(bare({ ...publication, traceHeader })).toEqual({ body: "hello", attributes: {}, traceHeader });
});
