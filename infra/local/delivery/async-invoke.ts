import type { Context } from "../ports.ts";

export type AsyncInvoke = {
  readonly send: (functionName: string, event: unknown) => void;
  /** Invocations running now; those that wait for a retry are not counted. */
  readonly running: () => number;
};

/** After an error Lambda waits one minute, then two; after a throttle longer and longer, at most five minutes. */
const errorRetryMilliseconds = [60_000, 120_000];
const throttleRetryMilliseconds = 300_000;
const maximumAgeMilliseconds = 21_600_000;

/**
 * Asynchronous invocation: two retries of an error, throttles retried for six hours, then the event is dropped (Lambda
 * developer guide, "How Lambda handles errors and retries with asynchronous invocation").
 */
export function createAsyncInvoke({ clock, invoke, metrics }: Context): AsyncInvoke {
  let running = 0;

  async function attempt(
    functionName: string,
    event: unknown,
    since: number,
    errors: number,
    throttles: number,
  ): Promise<void> {
    running += 1;
    const result = await invoke(functionName, event);
    running -= 1;
    if (result.ok) return;
    const throttled = result.failure === "throttle";
    const delay = throttled
      ? Math.min(throttleRetryMilliseconds, 1000 * 2 ** throttles)
      : errorRetryMilliseconds[errors];
    if (delay === undefined || clock.now() + delay - since > maximumAgeMilliseconds) {
      metrics.put("AWS/Lambda", "AsyncEventsDropped", { FunctionName: functionName }, 1);
      return;
    }
    const [nextErrors, nextThrottles] = throttled ? [errors, throttles + 1] : [errors + 1, throttles];
    clock.after(delay, () => void attempt(functionName, event, since, nextErrors, nextThrottles));
  }

  return {
    send: (functionName, event) => void attempt(functionName, event, clock.now(), 0, 0),
    running: () => running,
  };
}
