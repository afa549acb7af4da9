import { describe, expect, it } from "vitest";
import { arn } from "../template/physical.ts";
import { afterFailure } from "./bus.ts";
import { aRule, queueArn, startStack, traceHeader } from "./fake-stack.ts";

describe("PutEvents", () => {
  // EventBridge user guide, "Events in Amazon EventBridge": the envelope.
  it("hands a matching event to the rule's queue, with the entry's trace header beside it", async () => {
    const { context, put, receive } = await startStack(aRule());
    await put({ Detail: '{"total":3}', Resources: ["ord_1"], TraceHeader: traceHeader });
    await put({ Source: "millrace.payments" });
    const messages = await receive("orders");
    expect(messages).toHaveLength(1);
    expect(messages[0]?.Attributes.AWSTraceHeader).toBe(traceHeader);
    expect(JSON.parse(String(messages[0]?.Body))).toEqual({
      version: "0",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      "detail-type": "order.placed",
      source: "millrace.orders",
      account: "000000000000",
      time: new Date(context.clock.now()).toISOString().replace(".000Z", "Z"),
      region: "us-east-1",
      resources: ["ord_1"],
      detail: { total: 3 },
    });
  });

  // API reference, PutEventsResultEntry.
  it.each([
    [{ Source: "" }, "InvalidArgument"],
    [{ DetailType: undefined }, "InvalidArgument"],
    [{ Detail: undefined }, "InvalidArgument"],
    [{ Detail: "{" }, "MalformedDetail"],
    [{ Detail: "[]" }, "MalformedDetail"],
    [{ Source: "aws.ses" }, "NotAuthorizedForSourceException"],
    [{ EventBusName: "unknown" }, "InvalidArgument"],
  ])("refuses the entry %j alone", async (entry, code) => {
    const { events, receive } = await startStack(aRule());
    const good = { Source: "millrace.orders", DetailType: "order.placed", Detail: "{}", EventBusName: "facts" };
    const answer = await events("PutEvents", { Entries: [{ ...good, ...entry }, good] });
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: code }, { EventId: expect.any(String) }],
    });
    expect(await receive("orders")).toHaveLength(1);
  });

  it("takes events of AWS services from services", async () => {
    const rule = aRule({ EventBusName: undefined, EventPattern: { source: ["aws.ses"] } });
    const { put, receive } = await startStack(rule);
    await put({ Source: "aws.ses", EventBusName: "default" }, { principal: { kind: "service", service: "ses" } });
    expect(await receive("orders")).toHaveLength(1);
  });

  // API reference, PutEvents: at most 10 entries, less than 1 MB together.
  it("refuses too many or too large entries as a whole", async () => {
    const { events, put } = await startStack();
    const entry = { Source: "a", DetailType: "b", Detail: "{}" };
    await expect(events("PutEvents", { Entries: Array.from({ length: 11 }, () => entry) })).rejects.toMatchObject({
      code: "ValidationException",
    });
    await expect(put({ Detail: JSON.stringify("x".repeat(1_048_576)) })).rejects.toMatchObject({
      code: "ValidationException",
    });
  });
});

// EventBridge user guide, "Using dead-letter queues to process undelivered events".
describe("a target that cannot be reached", () => {
  const deadLetters = { DeadLetterConfig: { Arn: queueArn("dead") } };

  it("that is missing gets no retry: the event is in the dead-letter queue with the reason", async () => {
    const target = { Id: "t", Arn: queueArn("gone"), ...deadLetters };
    const { context, put, receive } = await startStack(aRule({ Targets: [target] }));
    await put();
    const [message] = await receive("dead");
    expect(message?.MessageAttributes).toEqual({
      RULE_ARN: { DataType: "String", StringValue: arn("events", "rule/facts/to-orders") },
      TARGET_ARN: { DataType: "String", StringValue: target.Arn },
      ERROR_CODE: { DataType: "String", StringValue: "NO_RESOURCE" },
      ERROR_MESSAGE: { DataType: "String", StringValue: "The specified queue does not exist." },
      RETRY_ATTEMPTS: { DataType: "Number", StringValue: "0" },
    });
    expect(context.counts).toContain("AWS/Events FailedInvocations");
  });

  it("for a while gets the event by a retry", async () => {
    const { context, delivery, put, receive } = await startStack(aRule());
    delivery.setPlan({ fail: 1 });
    await put();
    expect(await receive("orders")).toEqual([]);
    expect(delivery.busy()).toBe(true);
    delivery.setPlan({});
    await context.clock.advance(1_000);
    expect(await receive("orders")).toHaveLength(1);
    expect(delivery.busy()).toBe(false);
  });

  it("for too long: the retry policy ends it", async () => {
    const RetryPolicy = { MaximumRetryAttempts: 2 };
    const { context, delivery, put, receive } = await startStack(
      aRule({ Targets: [{ Id: "t", Arn: queueArn("orders"), ...deadLetters, RetryPolicy }] }),
    );
    delivery.setPlan({ fail: 1 });
    await put();
    await context.clock.advance(60_000);
    const [message] = await receive("dead");
    expect(message?.MessageAttributes).toMatchObject({
      RETRY_ATTEMPTS: { StringValue: "2" },
      EXHAUSTED_RETRY_CONDITION: { StringValue: "MaximumRetryAttempts" },
    });
  });
});

// EventBridge user guide, "How EventBridge retries delivering events": exponential back-off with jitter, two limits.
describe("afterFailure", () => {
  const target = { arn: queueArn("orders"), maximumRetries: 185, maximumAgeSeconds: 86_400 };
  const failure = { code: "THROTTLING", message: "", retryable: true, retries: 0, since: 0 };
  const now = 1_000;

  it("waits twice as long after each retry, with jitter, and at most five minutes", () => {
    const waits = [0, 1, 2, 20].map((retries) => afterFailure(target, { ...failure, retries }, now, () => 0));
    expect(waits.map((wait) => "retryInMilliseconds" in wait && wait.retryInMilliseconds)).toEqual([
      500, 1_000, 2_000, 150_000,
    ]);
    expect(afterFailure(target, { ...failure, retries: 20 }, now, () => 1)).toEqual({ retryInMilliseconds: 300_000 });
  });

  it("ends at either limit of the retry policy, and says which", () => {
    expect(afterFailure(target, { ...failure, retries: 185 }, now, () => 0)).toEqual({
      exhausted: "MaximumRetryAttempts",
    });
    expect(afterFailure(target, failure, 86_400_000, () => 0)).toEqual({ exhausted: "MaximumEventAgeInSeconds" });
  });

  it("ends at once when trying again cannot help", () => {
    expect(afterFailure(target, { ...failure, retryable: false }, now, () => 0)).toEqual({});
  });
});
