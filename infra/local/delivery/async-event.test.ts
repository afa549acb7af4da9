import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AsyncEvent, afterFailure, asyncDefaults, failedOnce, failureRecord } from "./async-event.ts";
import { functionError, throttled } from "./fake-context.ts";

const event: AsyncEvent = { requestId: "r-1", payload: { ORDER_IDS: ["a"] }, since: 0, errors: 0, throttles: 0 };
if (functionError.ok || throttled.ok) throw new Error("two failures expected");
const [anError, aThrottle] = [functionError, throttled];
function failed(failures: readonly (typeof anError)[]) {
  return failures.reduce(failedOnce, event);
}

// Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation".
describe("an event that failed", () => {
  it("by an error is retried after a minute, then after two, then given up", () => {
    const after = (count: number) =>
      afterFailure(asyncDefaults, failed(Array.from({ length: count }, () => anError)), anError, 0);
    expect([1, 2, 3].map(after)).toEqual([
      { retryInMilliseconds: 60_000 },
      { retryInMilliseconds: 120_000 },
      { condition: "RetriesExhausted" },
    ]);
  });

  it("by a throttle is retried after a second, then ever later, at most after five minutes", () => {
    const after = (count: number) =>
      afterFailure(asyncDefaults, failed(Array.from({ length: count }, () => aThrottle)), aThrottle, 0);
    expect([1, 2, 3, 9, 10, 30].map(after)).toEqual(
      [1_000, 2_000, 4_000, 256_000, 300_000, 300_000].map((retryInMilliseconds) => ({ retryInMilliseconds })),
    );
  });

  it("is given up when it would be too old at its next attempt", () => {
    const after = (now: number) => afterFailure(asyncDefaults, failed([aThrottle]), aThrottle, now);
    expect(after(21_598_999)).toEqual({ retryInMilliseconds: 1_000 });
    expect(after(21_599_000)).toEqual({ condition: "EventAgeExceeded" });
  });

  it("ends, whatever befalls it: after three errors, or at its age", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), fc.integer({ min: 60, max: 21_600 }), (errs, maximumAgeSeconds) => {
        const settings = { maximumRetries: 2, maximumAgeSeconds };
        let [current, now] = [event, 0];
        for (const isError of errs) {
          const failure = isError ? anError : aThrottle;
          current = failedOnce(current, failure);
          const next = afterFailure(settings, current, failure, now);
          if ("condition" in next) {
            if (next.condition === "RetriesExhausted") expect(current.errors).toBe(3);
            break;
          }
          now += next.retryInMilliseconds;
          expect(now).toBeLessThan(maximumAgeSeconds * 1000);
        }
        expect(current.errors).toBeLessThanOrEqual(3);
      }),
    );
  });
});

// Lambda developer guide, "Capturing records of Lambda asynchronous invocations": its example of an invocation record.
describe("the record of an event given up", () => {
  const functionArn = "arn:aws:lambda:us-east-2:123456789012:function:my-function";
  const now = Date.parse("2019-11-14T18:16:05.568Z");

  it("holds request and response", () => {
    const given = failed([anError, anError, anError]);
    const errorMessage = "RequestId: e4b46cbf Process exited before completing request";
    const result = { ...anError, errorMessage };
    expect(failureRecord(given, functionArn, "RetriesExhausted", result, now)).toEqual({
      version: "1.0",
      timestamp: "2019-11-14T18:16:05.568Z",
      requestContext: {
        requestId: "r-1",
        functionArn: `${functionArn}:$LATEST`,
        condition: "RetriesExhausted",
        approximateInvokeCount: 3,
      },
      requestPayload: { ORDER_IDS: ["a"] },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      responsePayload: { errorType: "Error", errorMessage },
    });
  });

  it("holds no response of a function that was throttled to the end", () => {
    const record = failureRecord(failed([aThrottle]), functionArn, "EventAgeExceeded", aThrottle, now);
    expect(record.requestContext).toMatchObject({ condition: "EventAgeExceeded", approximateInvokeCount: 0 });
    expect(Object.keys(record)).toEqual(["version", "timestamp", "requestContext", "requestPayload"]);
  });
});
