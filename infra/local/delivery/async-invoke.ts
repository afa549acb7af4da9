import type { Context } from "../ports.ts";

export type AsyncInvoke = {
  readonly send: (functionName: string, event: unknown) => void;
  /** Invocations running now; those that wait for a retry are not counted. */
  readonly running: () => number;
};

/** Lambda waits one minute before the first retry and two before the second. */
const retryMilliseconds = [60_000, 120_000];

/**
 * Asynchronous invocation: two retries, then the event is dropped (Lambda developer guide, "How Lambda handles errors and
 * retries with asynchronous invocation"). Throttles, which Lambda retries for hours, count as errors here.
 */
export function createAsyncInvoke({ clock, invoke, metrics }: Context): AsyncInvoke {
  let running = 0;

  async function attempt(functionName: string, event: unknown, retries: number): Promise<void> {
    running += 1;
    const result = await invoke(functionName, event);
    running -= 1;
    if (result.ok) return;
    const delay = retryMilliseconds[retries];
    if (delay === undefined) metrics.put("AWS/Lambda", "AsyncEventsDropped", { FunctionName: functionName }, 1);
    else clock.after(delay, () => void attempt(functionName, event, retries + 1));
  }

  return { send: (functionName, event) => void attempt(functionName, event, 0), running: () => running };
}
