import { describe, expect, it } from "vitest";
import { arn } from "../template/physical.ts";
import { functionError, resource, settled, throttled } from "./fake-context.ts";
import { aTarget, queueArn, startStack } from "./fake-stack.ts";

const sweep = resource("AWS::Events::Rule", "Sweep", {
  Name: "sweep",
  ScheduleExpression: "rate(1000 minutes)",
  Targets: [aTarget({ Arn: arn("lambda", "function:orders-sweep") })],
});
const config = resource("AWS::Lambda::EventInvokeConfig", "Async", {
  FunctionName: "orders-sweep",
  Qualifier: "$LATEST",
  MaximumRetryAttempts: 2,
  MaximumEventAgeInSeconds: 3_600,
  DestinationConfig: { OnFailure: { Destination: queueArn("dead") } },
});
const due = 60_000_000;

// Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation".
describe("an asynchronous invocation", () => {
  it("that fails is repeated twice, and then waits in the on-failure queue with its reason", async () => {
    const { context, receive } = await startStack(sweep, config);
    context.answer = () => functionError;
    for (const [pause, count] of [
      [due, 1],
      [60_000, 2],
      [119_999, 2],
      [1, 3],
    ] as const) {
      await context.clock.advance(pause);
      expect(context.invocations).toHaveLength(count);
    }
    const [message] = await receive("dead");
    expect(JSON.parse(String(message?.Body))).toMatchObject({
      requestContext: { functionArn: arn("lambda", "function:orders-sweep:$LATEST"), condition: "RetriesExhausted" },
      requestPayload: { "detail-type": "Scheduled Event" },
      responsePayload: { errorType: "Error", errorMessage: "broken" },
    });
  });

  it("that is throttled is repeated until it is too old", async () => {
    const { context, receive } = await startStack(sweep, config);
    context.answer = () => throttled;
    await context.clock.advance(due + 3_600_000);
    expect(context.invocations.length).toBeGreaterThan(15);
    const [message] = await receive("dead");
    expect(JSON.parse(String(message?.Body)).requestContext).toMatchObject({ condition: "EventAgeExceeded" });
  });

  it("of a function without a destination is dropped", async () => {
    const { context, receive } = await startStack(sweep);
    context.answer = () => functionError;
    await context.clock.advance(due + 3_600_000);
    expect(context.invocations).toHaveLength(3);
    expect(await receive("dead")).toEqual([]);
  });

  // The same page: "it's possible for it to receive the same event from Lambda multiple times".
  it("can be made late, twice, never reach its function at first, or run into its timeout", async () => {
    const { context, faults } = await startStack(sweep);
    const first = { function: "sweep", from: "async", occurrence: 1 } as const;
    faults.replace([
      { ...first, fault: "delay", seconds: 30 },
      { ...first, fault: "duplicate" },
      { ...first, fault: "drop" },
      { ...first, fault: "timeout", occurrence: 2 },
    ]);
    await context.clock.advance(due);
    await settled();
    await context.clock.advance(30_000);
    expect(context.invocations.map(({ options }) => options)).toEqual([
      { timeoutMilliseconds: 0, urgency: "delivery" },
    ]);
    await context.clock.advance(60_000);
    expect(context.invocations).toHaveLength(2);
    expect(faults.list().map(({ fault, hits }) => [fault, hits])).toEqual([
      ["delay", 1],
      ["duplicate", 1],
      ["drop", 1],
      ["timeout", 1],
    ]);
  });
});
