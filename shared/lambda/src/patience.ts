import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { outageOf } from "@millrace/kernel/outage";

type Configured = Required<Pick<DynamoDBClientConfig, "maxAttempts" | "retryStrategy" | "requestHandler">>;
type RetryStrategy = Extract<Configured["retryStrategy"], { readonly acquireInitialRetryToken: unknown }>;
type RetryToken = Awaited<ReturnType<RetryStrategy["acquireInitialRetryToken"]>>;

type Patience = {
  /** How often a call is tried in all. */
  readonly attempts: number;
  /** The longest that the first pause lasts; each further one may last twice as long. */
  readonly firstMilliseconds: number;
  /** How long one attempt waits for its answer. */
  readonly answerMilliseconds: number;
};

/**
 * When an SDK client tries a call again: after a throttle and a broken connection, with full jitter. After a time-out it
 * does not: whoever waits has waited long enough. The SDK's own numbers would change with its versions.
 */
export function tries(attempts: number, firstMilliseconds: number): RetryStrategy {
  const afterRetries = (count: number): RetryToken => ({
    getRetryCount: () => count,
    getRetryDelay: () => (count === 0 ? 0 : Math.random() * firstMilliseconds * 2 ** (count - 1)),
  });
  return {
    acquireInitialRetryToken: async () => afterRetries(0),
    async refreshRetryTokenForRetry(token, { error }) {
      const count = token.getRetryCount() + 1;
      const outage = outageOf(error);
      // The SDK then throws the call's own error.
      if (count >= attempts || outage === undefined || outage === "timed out") throw new Error("Not tried again.");
      return afterRetries(count);
    },
    recordSuccess: () => undefined,
  };
}

/** The settings of an SDK client that say how often it tries a call, and how long it waits for an answer. */
export function patience({ attempts, firstMilliseconds, answerMilliseconds }: Patience): Configured {
  return {
    maxAttempts: attempts,
    retryStrategy: tries(attempts, firstMilliseconds),
    requestHandler: {
      connectionTimeout: answerMilliseconds,
      requestTimeout: answerMilliseconds,
      // Without it, the SDK only warns.
      throwOnRequestTimeout: true,
    },
  };
}
