import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { arn } from "../template/physical.ts";
import { afterFailure } from "./bus.ts";
import { settled } from "./fake-context.ts";
import { aQueueMapping, aRule, aTarget, queueArn, startStack, traceHeader } from "./fake-stack.ts";

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
  it("that is missing gets no retry: the event is in the dead-letter queue with the reason", async () => {
    const target = aTarget({ Arn: queueArn("gone") });
    const { put, receive } = await startStack(aRule({ Targets: [target] }));
    await put();
    const [message] = await receive("dead");
    expect(message?.MessageAttributes).toEqual({
      RULE_ARN: { DataType: "String", StringValue: arn("events", "rule/facts/to-orders") },
      TARGET_ARN: { DataType: "String", StringValue: target.Arn },
      ERROR_CODE: { DataType: "String", StringValue: "NO_RESOURCE" },
      ERROR_MESSAGE: { DataType: "String", StringValue: "The specified queue does not exist." },
      RETRY_ATTEMPTS: { DataType: "Number", StringValue: "0" },
    });
  });

  it("for a while gets the event by a retry", async () => {
    const { context, delivery, faults, log, put } = await startStack(aRule(), aQueueMapping());
    faults.replace([{ function: "orders-events", from: "bus", fault: "drop", occurrence: 1 }]);
    const { Entries } = await put();
    await settled();
    expect(context.invocations).toEqual([]);
    expect(delivery.busy()).toBe(true);
    await context.clock.advance(1_000);
    expect(context.invocations).toHaveLength(1);
    expect(delivery.busy()).toBe(false);
    const [{ EventId }] = Entries as [{ EventId: string }];
    expect(log).toEqual([`fault drop hit ${EventId} of to-orders from bus to orders-events`]);
  });

  it("for too long: the retry policy ends it", async () => {
    const RetryPolicy = { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 86_400 };
    const rule = aRule({ Targets: [aTarget({ RetryPolicy })] });
    const { context, faults, put, receive } = await startStack(rule, aQueueMapping());
    faults.replace([{ function: "*", from: "bus", fault: "drop", occurrence: "every" }]);
    await put();
    await context.clock.advance(60_000);
    const [message] = await receive("dead");
    expect(message?.MessageAttributes).toMatchObject({
      RETRY_ATTEMPTS: { StringValue: "2" },
      EXHAUSTED_RETRY_CONDITION: { StringValue: "MaximumRetryAttempts" },
    });
    expect(faults.list()).toMatchObject([{ seen: 3, hits: 3 }]);
  });
});

// EventBridge user guide, "Event delivery": "EventBridge delivers events at least once".
it("a delivery can be late and made twice", async () => {
  const { context, faults, put } = await startStack(aRule(), aQueueMapping());
  const everyOne = { function: "*", from: "bus", occurrence: "every" } as const;
  faults.replace([
    { ...everyOne, fault: "delay", seconds: 60 },
    { ...everyOne, fault: "duplicate" },
  ]);
  await put();
  await settled();
  expect(context.invocations).toEqual([]);
  await context.clock.advance(60_000);
  const records = context.invocations.flatMap(({ event }) => (event as { Records: { messageId: string }[] }).Records);
  expect(new Set(records.map(({ messageId }) => messageId)).size).toBe(2);
});

// EventBridge user guide, "How EventBridge retries delivering events": exponential back-off with jitter, two limits.
describe("afterFailure", () => {
  const limits = { maximumRetries: 185, maximumAgeSeconds: 86_400 };
  const target = { arn: queueArn("orders"), deadLetterArn: queueArn("dead"), ...limits };
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

  it("ends under any policy, by count or by age", () => {
    const policies = fc.record({
      maximumRetries: fc.nat(185),
      maximumAgeSeconds: fc.integer({ min: 60, max: 86_400 }),
    });
    fc.assert(
      fc.property(policies, fc.integer(), (policy, seed) => {
        const chance = createRandom(seed);
        let [time, retries] = [0, 0];
        let next = afterFailure({ ...target, ...policy }, failure, time, chance);
        while ("retryInMilliseconds" in next) {
          time += next.retryInMilliseconds;
          retries += 1;
          next = afterFailure({ ...target, ...policy }, { ...failure, retries }, time, chance);
        }
        if (next.exhausted === "MaximumRetryAttempts") expect(retries).toBe(policy.maximumRetries);
        else expect(time).toBeGreaterThanOrEqual(policy.maximumAgeSeconds * 1000);
        expect(time).toBeLessThan(policy.maximumAgeSeconds * 1000 + 300_000);
      }),
    );
  });
});
