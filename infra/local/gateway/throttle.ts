import type { Clock } from "../ports.ts";
import type { Api, ApiMethod } from "./api.ts";
import { GatewayRefusal } from "./refusals.ts";

/** A token bucket: a request takes one token, and `rate` tokens come back each second, up to `burst`. */
export type Bucket = { readonly tokens: number; readonly filledAt: number };
export type Limit = { readonly rate: number; readonly burst: number };

/**
 * Each method has a bucket to itself, filled by the stage's one setting (Developer Guide, "Throttle requests to your
 * REST APIs": per-stage limits "are applied at the API method level").
 *
 * @throws GatewayRefusal when a request of the method comes too soon.
 */
export function createThrottle({ stage }: Api, clock: Clock): (method: ApiMethod) => void {
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = stage.MethodSettings[0] ?? {};
  const buckets = new Map<ApiMethod, Bucket>();
  return (method) => {
    if (rate === undefined || burst === undefined) return;
    const bucket = take(buckets.get(method), { rate, burst }, clock.now());
    if (bucket === undefined) throw new GatewayRefusal("THROTTLED");
    buckets.set(method, bucket);
  };
}

/** The bucket after a request, or nothing when it held no token. */
export function take(bucket: Bucket | undefined, { rate, burst }: Limit, now: number): Bucket | undefined {
  const before = bucket ?? { tokens: burst, filledAt: now };
  const tokens = Math.min(burst, before.tokens + ((now - before.filledAt) / 1000) * rate);
  return tokens >= 1 ? { tokens: tokens - 1, filledAt: now } : undefined;
}
