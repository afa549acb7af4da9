import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { outageOf } from "@millrace/kernel/outage";
import { Transport } from "./transport.ts";

type Configured = Required<Pick<DynamoDBClientConfig, "maxAttempts" | "retryStrategy" | "requestHandler">>;
type RetryStrategy = Extract<Configured["retryStrategy"], { readonly acquireInitialRetryToken: unknown }>;
type RetryToken = Awaited<ReturnType<RetryStrategy["acquireInitialRetryToken"]>>;

/** How often a client tries a call, and how long it waits for an answer. */
export type Patience = {
  /** How often a call is tried in all. */
  readonly attempts: number;
  /** The longest that the first pause lasts; each further one may last twice as long. */
  readonly firstMilliseconds: number;
  /** How long one attempt waits for its answer. */
  readonly answerMilliseconds: number;
};

/**
 * The pause, in milliseconds, before a call is tried again that has failed `tries` times, the last time with `error`:
 * after a throttle and a broken connection, with full jitter; undefined when it is not tried again. After a time-out it
 * is not: whoever waits has waited long enough.
 */
export function pauseAfter(
  tries: number,
  error: unknown,
  { attempts, firstMilliseconds }: Pick<Patience, "attempts" | "firstMilliseconds">,
): number | undefined {
  const outage = outageOf(error);
  if (tries >= attempts || outage === undefined || outage === "timed out") return undefined;
  return Math.random() * firstMilliseconds * 2 ** (tries - 1);
}

function retryStrategy(patience: Patience): RetryStrategy {
  const token = (count: number, delay: number): RetryToken => ({
    getRetryCount: () => count,
    getRetryDelay: () => delay,
  });
  return {
    acquireInitialRetryToken: async () => token(0, 0),
    async refreshRetryTokenForRetry(last, { error }) {
      const tries = last.getRetryCount() + 1;
      const pause = pauseAfter(tries, error, patience);
      // The SDK then throws the call's own error.
      if (pause === undefined) throw new Error("Not tried again.");
      return token(tries, pause);
    },
    recordSuccess: () => undefined,
  };
}

/** The same patience as settings of an SDK client, whose own numbers would change with its versions. */
export function sdkPatience(patience: Patience): Configured {
  return {
    maxAttempts: patience.attempts,
    retryStrategy: retryStrategy(patience),
    requestHandler: new Transport(patience),
  };
}
