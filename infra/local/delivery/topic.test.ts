import { describe, expect, it } from "vitest";
import { policyFor, queueArn, queueUrl, startStack, topic, traceHeader } from "./fake-stack.ts";

const MessageAttributes = {
  type: { DataType: "String", StringValue: "order.placed" },
  total: { DataType: "Number", StringValue: "42" },
};
const publish = { TopicArn: topic.ref, Message: '{"a":1}', Subject: "hello", MessageAttributes };

/** A queue `team` behind the topic, whose policy lets it send. */
async function subscribed(Attributes: Record<string, string>) {
  const started = await startStack();
  const Policy = policyFor("team", "sns.amazonaws.com", topic.ref);
  await started.sqs("CreateQueue", { QueueName: "team", Attributes: { Policy } });
  const input = { TopicArn: topic.ref, Protocol: "sqs", Endpoint: queueArn("team"), Attributes };
  const { SubscriptionArn } = await started.sns("Subscribe", input);
  return { ...started, SubscriptionArn: String(SubscriptionArn) };
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
      SignatureVersion: "1",
      Signature: expect.any(String),
      SigningCertURL: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:4566\/SimpleNotificationService-[0-9a-f]{32}\.pem$/,
      ),
      UnsubscribeURL: `http://127.0.0.1:4566/?${new URLSearchParams({ Action: "Unsubscribe", SubscriptionArn: wrapped.SubscriptionArn })}`,
    });
    expect(message?.Attributes.AWSTraceHeader).toBe(traceHeader);
    const raw = await subscribed({ RawMessageDelivery: "true" });
    await raw.sns("Publish", publish);
    expect(await raw.receive("team")).toMatchObject([{ Body: '{"a":1}', MessageAttributes }]);
  });

  // SNS developer guide, "Message filtering": by attributes, or by the body.
  it.each([
    ["an attribute", { FilterPolicy: '{"type":["order.placed","order.canceled"]}' }, true],
    ["a number", { FilterPolicy: '{"total":[42]}' }, true],
    ["a prefix", { FilterPolicy: '{"type":[{"prefix":"order."}]}' }, true],
    ["another value", { FilterPolicy: '{"type":["order.canceled"]}' }, false],
    ["an attribute that is not there", { FilterPolicy: '{"type":["order.placed"],"shop":["x"]}' }, false],
    ["an attribute that must not be there", { FilterPolicy: '{"shop":[{"exists":false}]}' }, true],
    ["a value of a list", { FilterPolicy: '{"tags":["gift"]}' }, true],
    ["no policy", { FilterPolicy: "{}" }, true],
    ["the body", { FilterPolicy: '{"a":[1]}', FilterPolicyScope: "MessageBody" }, true],
    ["another body", { FilterPolicy: '{"a":[2]}', FilterPolicyScope: "MessageBody" }, false],
    [
      "an attribute in the body",
      { FilterPolicy: '{"type":["order.placed"]}', FilterPolicyScope: "MessageBody" },
      false,
    ],
  ])("filters by %s", async (_, Attributes, isDelivered) => {
    const { sns, receive } = await subscribed({ RawMessageDelivery: "true", ...Attributes });
    const tags = { DataType: "String.Array", StringValue: '["gift",1,true,null]' };
    await sns("Publish", { ...publish, MessageAttributes: { ...MessageAttributes, tags } });
    expect(await receive("team")).toHaveLength(isDelivered ? 1 : 0);
  });

  it("filters no body that is no JSON object into a queue", async () => {
    const { sns, receive } = await subscribed({ FilterPolicy: '{"a":[1]}', FilterPolicyScope: "MessageBody" });
    for (const Message of ["text", "7", "null", "{"]) await sns("Publish", { ...publish, Message });
    expect(await receive("team")).toEqual([]);
  });

  it.each([
    ["RedrivePolicy", "{}", "RedrivePolicy is not supported"],
    ["RawMessageDelivery", "yes", "RawMessageDelivery"],
    ["FilterPolicyScope", "Everything", "FilterPolicyScope"],
    ["FilterPolicy", "no JSON", "FilterPolicy"],
    ["FilterPolicy", '{"a":"x"}', "nested"],
    ["FilterPolicy", '{"a":{"b":["x"]}}', "nested"],
    ["FilterPolicy", '{"a":[{"like":"x"}]}', "like"],
  ])("refuses a subscription with %s %s", async (name, value, why) => {
    const refused = subscribed({ [name]: value });
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameter" });
    await expect(refused).rejects.toThrow(why);
  });

  // SQS developer guide, "Basic examples of Amazon SQS policies"; SNS developer guide, "Fanout to Amazon SQS queues".
  it("delivers nothing to a queue whose policy does not let this topic send", async () => {
    const { sns, sqs, receive } = await subscribed({});
    const QueueUrl = queueUrl("team");
    for (const Policy of [
      "",
      policyFor("team", "events.amazonaws.com", topic.ref),
      policyFor("team", "sns.amazonaws.com", `${topic.ref}2`),
    ]) {
      await sqs("SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
      await sns("Publish", publish);
      expect(await receive("team")).toEqual([]);
    }
    const everyone = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}]}';
    await sqs("SetQueueAttributes", { QueueUrl, Attributes: { Policy: everyone } });
    await sns("Publish", publish);
    expect(await receive("team")).toHaveLength(1);
  });

  it("delivers nothing to a queue of the template, whose policy names others", async () => {
    const { sns, receive } = await startStack();
    await sns("Subscribe", { TopicArn: topic.ref, Protocol: "sqs", Endpoint: queueArn("orders") });
    await sns("Publish", publish);
    expect(await receive("orders")).toEqual([]);
  });

  // SNS API reference, GetSubscriptionAttributes and SetSubscriptionAttributes.
  it("shows a subscription's attributes, and changes one", async () => {
    const { sns, SubscriptionArn, receive } = await subscribed({});
    const shown = async () =>
      (await sns("GetSubscriptionAttributes", { SubscriptionArn })).Attributes as Map<string, string>;
    expect(Object.fromEntries(await shown())).toMatchObject({
      ...{ SubscriptionArn, TopicArn: topic.ref, Protocol: "sqs", Endpoint: queueArn("team") },
      ...{ RawMessageDelivery: "false", PendingConfirmation: "false" },
    });
    const set = (AttributeName: string, AttributeValue: string) =>
      sns("SetSubscriptionAttributes", { SubscriptionArn, AttributeName, AttributeValue });
    await set("FilterPolicy", '{"type":["order.canceled"]}');
    await sns("Publish", publish);
    expect(await receive("team")).toEqual([]);
    expect((await shown()).get("FilterPolicy")).toBe('{"type":["order.canceled"]}');
    await set("FilterPolicy", "{}");
    await set("RawMessageDelivery", "true");
    await sns("Publish", publish);
    expect(await receive("team")).toMatchObject([{ Body: '{"a":1}' }]);
    await expect(set("DeliveryPolicy", "{}")).rejects.toMatchObject({ code: "InvalidParameter" });
    await expect(sns("GetSubscriptionAttributes", { SubscriptionArn: "x" })).rejects.toMatchObject({ status: 404 });
  });

  it("keeps a scope for the policy that is set after it", async () => {
    const { sns, SubscriptionArn, receive } = await subscribed({});
    const set = (AttributeName: string, AttributeValue: string) =>
      sns("SetSubscriptionAttributes", { SubscriptionArn, AttributeName, AttributeValue });
    await set("FilterPolicyScope", "MessageBody");
    await set("FilterPolicy", '{"a":[{"numeric":[">",1]}]}');
    await sns("Publish", publish);
    expect(await receive("team")).toEqual([]);
    await set("FilterPolicy", "{}");
    await set("FilterPolicy", '{"nested":{"b":["x"]}}');
    await sns("Publish", { ...publish, Message: '{"nested":{"b":"x"}}' });
    expect(await receive("team")).toHaveLength(1);
  });

  // SNS API reference, Subscribe: a queue is subscribed once.
  it("gives the subscription of a queue that is subscribed again, but not with other attributes", async () => {
    const { sns, SubscriptionArn } = await subscribed({});
    const again = { TopicArn: topic.ref, Protocol: "sqs", Endpoint: queueArn("team") };
    expect(await sns("Subscribe", again)).toEqual({ SubscriptionArn });
    const other = sns("Subscribe", { ...again, Attributes: { RawMessageDelivery: "true" } });
    await expect(other).rejects.toMatchObject({ code: "InvalidParameter" });
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
    const Owner = "000000000000";
    expect(await sns("ListSubscriptionsByTopic", { TopicArn: topic.ref })).toEqual({
      Subscriptions: [{ SubscriptionArn, Endpoint: queueArn("team"), TopicArn: topic.ref, Protocol: "sqs", Owner }],
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
