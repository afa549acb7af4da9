/** A token bucket: a request takes one token, and `rate` tokens come back each second, up to `burst`. */
export type Bucket = { readonly tokens: number; readonly filledAt: number };
export type Limit = { readonly rate: number; readonly burst: number };

/** The bucket after a request, or nothing when it held no token. */
export function take(bucket: Bucket | undefined, { rate, burst }: Limit, now: number): Bucket | undefined {
  const before = bucket ?? { tokens: burst, filledAt: now };
  const tokens = Math.min(burst, before.tokens + ((now - before.filledAt) / 1000) * rate);
  return tokens >= 1 ? { tokens: tokens - 1, filledAt: now } : undefined;
}
