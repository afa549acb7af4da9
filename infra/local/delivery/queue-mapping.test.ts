import { describe, expect, it } from "vitest";
import { type FakeContext, functionError, settled, throttled } from "./fake-context.ts";
import { aQueueMapping, queueArn, startStack, traceHeader } from "./fake-stack.ts";
import { finished } from "./queue-mapping.ts";

function bodiesOf(context: FakeContext) {
  return context.invocations.map(({ event }) =>
    (event as { Records: { body: string }[] }).Records.map((record) => record.body),
  );
}

describe("a queue mapping", () => {
  // Lambda developer guide, "Using Lambda with Amazon SQS": the record's shape.
  it("hands messages over as Lambda does, and links their traces", async () => {
    const { context, send } = await startStack(aQueueMapping());
    await send("hello", {
      MessageAttributes: { color: { DataType: "String", StringValue: "blue" } },
      MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: traceHeader } },
    });
    await settled();
    const [invocation] = context.invocations;
    expect(invocation?.functionName).toBe("orders-events");
    expect(invocation?.options).toEqual({ links: ["1-67891233-abcdef012345678912345678"], urgency: "delivery" });
    expect(invocation?.event).toEqual({
      Records: [
        {
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          receiptHandle: expect.any(String),
          body: "hello",
          attributes: {
            ApproximateReceiveCount: "1",
            SentTimestamp: String(context.clock.now()),
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: String(context.clock.now()),
            AWSTraceHeader: traceHeader,
          },
          messageAttributes: {
            color: { stringValue: "blue", stringListValues: [], binaryListValues: [], dataType: "String" },
          },
          md5OfBody: "5d41402abc4b2a76b9719d911017c592",
          eventSource: "aws:sqs",
          eventSourceARN: queueArn("orders"),
          awsRegion: "us-east-1",
        },
      ],
    });
  });

  it("deletes what succeeded, and what failed comes back when its visibility ends", async () => {
    const { context, delivery, send } = await startStack(aQueueMapping());
    context.answer = ({ event }) => {
      const { Records } = event as { Records: { body: string; messageId: string }[] };
      const failed = Records.filter((record) => record.body === "bad" && context.invocations.length === 1);
      return {
        ok: true,
        payload: { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) },
      };
    };
    await Promise.all(["good", "bad"].map((body) => send(body)));
    await context.clock.advance(179_000);
    expect(bodiesOf(context)).toEqual([["good", "bad"]]);
    expect(delivery.busy()).toBe(true);
    await context.clock.advance(1_000);
    expect(bodiesOf(context)).toEqual([["good", "bad"], ["bad"]]);
    expect(delivery.busy()).toBe(false);
  });

  // Lambda developer guide, "Handling errors for an SQS event source".
  it.each([
    ["an error", functionError],
    [
      "an unknown identifier",
      { ok: true, payload: { batchItemFailures: [{ itemIdentifier: "of another batch" }] } } as const,
    ],
    ["an empty identifier", { ok: true, payload: { batchItemFailures: [{ itemIdentifier: "" }] } } as const],
  ])("keeps the whole batch after %s, until SQS moves it to the dead-letter queue", async (_, answer) => {
    const { context, receive, send } = await startStack(aQueueMapping());
    context.answer = () => answer;
    await send("poison");
    await context.clock.advance(359_000);
    expect(bodiesOf(context)).toEqual([["poison"], ["poison"]]);
    expect(await receive("dead")).toEqual([]);
    await context.clock.advance(1_000);
    expect(bodiesOf(context)).toHaveLength(2);
    const [moved] = await receive("dead");
    expect(moved?.Body).toBe("poison");
    expect(moved?.Attributes.DeadLetterQueueSourceArn).toBe(queueArn("orders"));
    expect(context.gauges.get("dead ApproximateNumberOfMessagesVisible")?.()).toBe(0);
  });

  // Lambda developer guide, "Configuring scaling behavior for SQS event source mappings": throttled batches are retried.
  it("tries a throttled invocation again while the messages are hidden", async () => {
    const { context, send } = await startStack(aQueueMapping());
    context.answer = () => (context.invocations.length < 4 ? throttled : { ok: true, payload: null });
    await send("a");
    await context.clock.advance(5_000);
    expect(bodiesOf(context)).toEqual([["a"], ["a"], ["a"], ["a"]]);
    await context.clock.advance(400_000);
    expect(bodiesOf(context)).toHaveLength(4);
  });

  // Lambda developer guide, "Setting maximum concurrency for Amazon SQS event sources".
  it("runs no more batches at once than MaximumConcurrency", async () => {
    const { context, send } = await startStack(
      aQueueMapping({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }),
    );
    const waiting: (() => void)[] = [];
    context.answer = () => new Promise((resolve) => waiting.push(() => resolve({ ok: true, payload: null })));
    for (const body of ["a", "b", "c"]) await send(body);
    await settled();
    expect(bodiesOf(context)).toEqual([["a"], ["b"]]);
    waiting[0]?.();
    await settled();
    expect(bodiesOf(context)).toEqual([["a"], ["b"], ["c"]]);
  });

  it("meets every message again when all are duplicated", async () => {
    const { context, faults, log, send } = await startStack(aQueueMapping());
    faults.replace([{ function: "orders-events", fault: "duplicate", occurrence: "every" }]);
    const sent = await send("a");
    await context.clock.advance(2_000);
    expect(bodiesOf(context)).toEqual([["a"], ["a"]]);
    const { MessageId } = sent as { MessageId: string };
    expect(log).toEqual([`fault duplicate hit ${MessageId} from queue to orders-events`]);
  });

  it("loses a dropped batch until its visibility ends", async () => {
    const { context, faults, send } = await startStack(aQueueMapping());
    faults.replace([{ function: "*", from: "queue", fault: "drop", occurrence: 1 }]);
    await send("a");
    await context.clock.advance(179_000);
    expect(context.invocations).toEqual([]);
    await context.clock.advance(1_000);
    expect(bodiesOf(context)).toEqual([["a"]]);
  });

  it("lets an invocation run into its timeout", async () => {
    const { context, faults, send } = await startStack(aQueueMapping());
    faults.replace([{ function: "*", fault: "timeout", occurrence: 1 }]);
    await send("a");
    await settled();
    expect(context.invocations[0]?.options).toEqual({ links: [], timeoutMilliseconds: 0, urgency: "delivery" });
  });
});

// Lambda developer guide, "Handling errors for an SQS event source in Lambda", success and failure conditions.
describe("finished", () => {
  const messages = ["a", "b"].map((messageId) => ({
    ...{ messageId, body: "", attributes: {}, senderId: "", receiptHandle: messageId },
    ...{ sentAt: 0, enqueuedAt: 0, visibleAt: 0, receiveCount: 1 },
  }));
  const idsOf = (payload: unknown) => finished(messages, { ok: true, payload }).map((message) => message.messageId);
  const failing = (...ids: unknown[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

  it.each([[{ batchItemFailures: [] }], [{ batchItemFailures: null }], [{}], [null], [undefined]])(
    "is the whole batch after %j",
    (payload) => {
      expect(idsOf(payload)).toEqual(["a", "b"]);
    },
  );

  it.each([[failing("")], [failing(null)], [{ batchItemFailures: [{ id: "a" }] }], [failing("c")], ["not an object"]])(
    "is nothing after %j",
    (payload) => {
      expect(idsOf(payload)).toEqual([]);
    },
  );

  it("leaves out what the function names", () => {
    expect(idsOf(failing("a"))).toEqual(["b"]);
  });
});
