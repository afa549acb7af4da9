/** Error names by which AWS's services say that they were asked too much (the "Common errors" of each API reference). */
const throttles: ReadonlySet<unknown> = new Set([
  "LimitExceededException",
  "PriorRequestNotComplete",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "Throttled",
  "ThrottledException",
  "Throttling",
  "ThrottlingError",
  "ThrottlingException",
  "TooManyRequestsException",
  "TransactionInProgressException",
]);

/** Node's codes of a connection that broke, or never came about. */
const broken: ReadonlySet<unknown> = new Set([
  ...["ECONNRESET", "ECONNREFUSED", "EPIPE", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"],
]);

/**
 * Why another system gave no answer that says anything about the request: it did not take it (`throttled`), it was not
 * heard of in time (`timed out`), or the connection or the system itself broke (`broken`). Only after a throttle is it
 * certain that nothing has happened.
 */
export type Outage = "throttled" | "timed out" | "broken";

/** A client library puts its own error around the one that it got, and that may happen twice. */
const mostCauses = 5;

/** What kind of outage an error tells of, itself or as its cause; undefined for any other error. */
export function outageOf(error: unknown, depth = 0): Outage | undefined {
  if (!(error instanceof Error) || depth > mostCauses) return undefined;
  const { code, $metadata = {} } = error as Error & { code?: unknown; $metadata?: { httpStatusCode?: number } };
  const status = $metadata.httpStatusCode ?? 0;
  if (throttles.has(error.name) || status === 429) return "throttled";
  if (error.name === "TimeoutError" || code === "ETIMEDOUT") return "timed out";
  if (broken.has(code) || status >= 500) return "broken";
  return outageOf(error.cause, depth + 1);
}
