import type { InvokeResult } from "../ports.ts";

export type AsyncSettings = {
  readonly maximumRetries: number;
  readonly maximumAgeSeconds: number;
  /** The queue that gets a record of each event given up. */
  readonly onFailureArn?: string;
};

/** An event in Lambda's queue for a function: since when, and what became of the attempts so far. */
export type AsyncEvent = {
  readonly requestId: string;
  readonly payload: unknown;
  readonly since: number;
  readonly errors: number;
  readonly throttles: number;
};

type Failed = Extract<InvokeResult, { readonly ok: false }>;
type Condition = "RetriesExhausted" | "EventAgeExceeded";

/** What holds for a function without settings (Lambda developer guide, "Configuring error handling settings"). */
export const asyncDefaults: AsyncSettings = { maximumRetries: 2, maximumAgeSeconds: 21_600 };

/** The pauses before the first and the second retry of an error. */
const errorPauses = [60_000, 120_000];

/** The event after another failed attempt. */
export function failedOnce(event: AsyncEvent, { failure }: Failed): AsyncEvent {
  return failure === "throttle"
    ? { ...event, throttles: event.throttles + 1 }
    : { ...event, errors: event.errors + 1, throttles: 0 };
}

/**
 * What follows a failed attempt, which `event` counts already. An error is retried as often as the settings say; a
 * throttle until the event is too old, first after a second, then ever later, at most after five minutes (Lambda developer
 * guide, "How Lambda handles errors and retries with asynchronous invocation"). An event that would be too old at its next
 * attempt is given up at once.
 */
export function afterFailure(
  settings: AsyncSettings,
  event: AsyncEvent,
  { failure }: Failed,
  now: number,
): { readonly retryInMilliseconds: number } | { readonly condition: Condition } {
  if (failure !== "throttle" && event.errors > settings.maximumRetries) return { condition: "RetriesExhausted" };
  const pause =
    failure === "throttle"
      ? Math.min(300_000, 1_000 * 2 ** (event.throttles - 1))
      : (errorPauses[event.errors - 1] ?? 0);
  const tooOld = now + pause - event.since >= settings.maximumAgeSeconds * 1_000;
  return tooOld ? { condition: "EventAgeExceeded" } : { retryInMilliseconds: pause };
}

/**
 * The invocation record that an on-failure destination gets (Lambda developer guide, "Capturing records of Lambda
 * asynchronous invocations"). A function that never ran has no response.
 */
export function failureRecord(
  event: AsyncEvent,
  functionArn: string,
  condition: Condition,
  { failure, errorType, errorMessage }: Failed,
  now: number,
) {
  const response = {
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    responsePayload: { errorType, errorMessage },
  };
  return {
    version: "1.0",
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition,
      approximateInvokeCount: event.errors,
    },
    requestPayload: event.payload,
    ...(failure === "throttle" ? {} : response),
  };
}
