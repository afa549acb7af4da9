/** How pages of other origins may call the API (Fetch standard, "CORS protocol"); told by the gateway and by functions. */

/** A scheme and a host, with the port where it is not the usual one, or `*` for any port, the usual one too. */
const originPattern = /^https?:\/\/(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::(?:\d{1,5}|\*))?$/;

const anyPort = ":*";

/** What an origin may begin with, whatever its port, or be. */
export type OriginRule = { readonly exactly: string } | { readonly startsWith: string };

function originsIn(list: string): readonly string[] {
  return list.split(",").flatMap((origin) => origin.trim() || []);
}

/** Whether a list holds nothing that no browser sends: a path, a slash at the end, capitals, `*` in place of a host. */
export function isOriginList(list: string): boolean {
  return originsIn(list).every((origin) => originPattern.test(origin));
}

/**
 * Reads a list of origins: `https://shop.example,http://localhost:*`.
 *
 * @throws RangeError where `isOriginList` says that it is none
 */
export function originRulesOf(list: string): readonly OriginRule[] {
  if (!isOriginList(list))
    throw new RangeError(`"${list}" is no list of origins like https://shop.example,http://localhost:*`);
  return originsIn(list).flatMap((origin): readonly OriginRule[] =>
    // Browsers leave the usual port out.
    origin.endsWith(anyPort)
      ? [{ exactly: origin.slice(0, -anyPort.length) }, { startsWith: origin.slice(0, -1) }]
      : [{ exactly: origin }],
  );
}

/** Whether pages of an origin may call. Browsers write origins; what follows the colon of a host is its port. */
export function isAllowed(rules: readonly OriginRule[], origin: string): boolean {
  return rules.some((rule) =>
    "exactly" in rule ? origin === rule.exactly : origin.startsWith(rule.startsWith) && /:\d+$/.test(origin),
  );
}

/** What callers may send beside what every page may. */
export const allowedHeaders = [
  ...["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"],
  ...["X-Correlation-Id", "X-Amzn-Trace-Id", "traceparent"],
];

/** What pages may read of an answer beside what they always may. */
export const exposedHeaders = [
  ...["ETag", "Location", "Content-Location", "Retry-After", "Idempotency-Replayed"],
  ...["X-Request-Id", "X-Amzn-Trace-Id"],
];

/** What a function of the API is given where pages of other origins may call it. */
export type CorsSettings = { readonly ALLOWED_ORIGINS?: string };
