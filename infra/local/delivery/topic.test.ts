import { describe, expect, it } from "vitest";
import { resource } from "./fake-context.ts";
import { queueArn, startStack, topic, traceHeader } from "./fake-stack.ts";
import { admits, outgoingFor } from "./topic.ts";

describe("sns", () => {
  const MessageAttributes = {
    type: { DataType: "String", StringValue: "order.placed" },
    total: { DataType: "Number", StringValue: "42" },
  };

  async function subscribed(Attributes: Record<string, string>) {
    const started = await startStack();
    const { QueueUrl } =
      (await started.sqs("CreateQueue", { QueueName: "team", Attributes: { VisibilityTimeout: "5" } })) ?? {};
    const input = { TopicArn: topic.ref, Protocol: "sqs", Endpoint: queueArn("team"), Attributes };
    const { SubscriptionArn } = (await started.sns("Subscribe", input)) ?? {};
    return { ...started, QueueUrl, SubscriptionArn };
  }
  const publish = { TopicArn: topic.ref, Message: '{"a":1}', Subject: "hello", MessageAttributes };

  it("keeps nothing without a subscriber", async () => {
    const { sns } = await startStack();
    expect(await sns("Publish", publish)).toEqual({ MessageId: expect.any(String) });
  });

  // SNS developer guide, "Amazon SNS raw message delivery".
  it("wraps a message into an envelope, or delivers it raw with its attributes", async () => {
    const wrapped = await subscribed({});
    await wrapped.sns("Publish", publish, { traceHeader });
    const [message] = await wrapped.receive("team");
    expect(JSON.parse(String(message?.Body))).toMatchObject({
      Type: "Notification",
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

  // SNS developer guide, "Amazon SNS subscription filter policies" and "filter policy scope".
  it.each([
    [{ FilterPolicy: '{"type":["order.placed"],"total":[{"numeric":[">",40]}]}' }, 1],
    [{ FilterPolicy: '{"type":["order.canceled"]}' }, 0],
    [{ FilterPolicy: '{"a":[1]}', FilterPolicyScope: "MessageBody" }, 1],
    [{ FilterPolicy: '{"a":[2]}', FilterPolicyScope: "MessageBody" }, 0],
  ])("filters by %j", async (attributes, count) => {
    const { sns, receive } = await subscribed(attributes as unknown as Record<string, string>);
    await sns("Publish", publish);
    expect(await receive("team")).toHaveLength(count);
  });

  it.each(["{", '"x"', '{"type":[{"suffix":"x"}]}'])("refuses the filter policy %s", async (FilterPolicy) => {
    await expect(subscribed({ FilterPolicy })).rejects.toMatchObject({
      code: expect.stringMatching(/^InvalidParameter/),
    });
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
    const large = { Id: "3", Message: "x".repeat(262_144) };
    await expect(
      sns("PublishBatch", { TopicArn: topic.ref, PublishBatchRequestEntries: [...PublishBatchRequestEntries, large] }),
    ).rejects.toMatchObject({ code: "BatchRequestTooLong" });
  });

  it("lists and ends subscriptions, and knows its topics", async () => {
    const { sns, SubscriptionArn, receive } = await subscribed({});
    expect(await sns("ListSubscriptionsByTopic", { TopicArn: topic.ref })).toMatchObject({
      Subscriptions: [{ SubscriptionArn, Protocol: "sqs" }],
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

  // SNS developer guide, "Amazon SNS dead-letter queues": a deleted endpoint is a client-side error, not retried.
  it("puts what a subscription of the template cannot deliver into its dead-letter queue", async () => {
    const subscription = resource("AWS::SNS::Subscription", "Subscription", {
      TopicArn: topic.ref,
      Protocol: "sqs",
      Endpoint: queueArn("gone"),
      RawMessageDelivery: true,
      RedrivePolicy: { deadLetterTargetArn: queueArn("dead") },
    });
    const { sns, receive } = await startStack(subscription);
    await sns("Publish", publish);
    expect(await receive("dead")).toMatchObject([{ Body: '{"a":1}' }]);
  });
});

describe("a subscription", () => {
  const subscription = {
    arn: "s",
    topicArn: topic.ref,
    queueArn: queueArn("team"),
    raw: true,
    filterScope: "MessageAttributes" as const,
  };
  const publication = { messageId: "m", topicArn: topic.ref, message: "hello", attributes: {}, publishedAt: 0 };

  // SNS developer guide, "Filter policy constraints" and "Filter policy attributes": types of attributes.
  it("compares numbers as numbers and the items of a String.Array", () => {
    const attributes = {
      total: { DataType: "Number", StringValue: "42.0" },
      tags: { DataType: "String.Array", StringValue: '["gift","b2b"]' },
    };
    const lets = (filterPolicy: Record<string, unknown>) =>
      admits({ ...subscription, filterPolicy }, { ...publication, attributes });
    expect(lets({ total: [42], tags: ["b2b"] })).toBe(true);
    expect(lets({ total: ["42"] })).toBe(false);
    expect(lets({ tags: [{ "anything-but": ["gift", "b2b"] }] })).toBe(false);
    expect(lets({ absent: [{ exists: false }] })).toBe(true);
  });

  it("by body stops what is no JSON", () => {
    const byBody = { ...subscription, filterScope: "MessageBody" as const, filterPolicy: { a: [{ exists: false }] } };
    expect(admits(byBody, publication)).toBe(false);
    expect(admits(byBody, { ...publication, message: "{}" })).toBe(true);
  });

  it("with raw delivery gets the bare message", () => {
    expect(outgoingFor(subscription, { ...publication, traceHeader })).toEqual({
      body: "hello",
      attributes: {},
      traceHeader,
    });
  });
});
