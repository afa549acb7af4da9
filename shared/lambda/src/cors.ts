import { type CorsSettings, exposedHeaders, isAllowed, type OriginRule, originRulesOf } from "@millrace/contracts/cors";

/**
 * The origins whose pages may call this API, as the deployment says; none where it says nothing.
 *
 * @throws RangeError for what is no origin
 */
export function allowedOrigins(): readonly OriginRule[] {
  const name: keyof CorsSettings = "ALLOWED_ORIGINS";
  return originRulesOf(process.env[name] ?? "");
}

/** The headers by which a page may read an answer; caches keep the answers to different origins apart. */
export function corsHeaders(
  rules: readonly OriginRule[],
  origin: string | undefined,
): Readonly<Record<string, string>> {
  if (rules.length === 0) return {};
  if (origin === undefined || !isAllowed(rules, origin)) return { vary: "Origin" };
  return {
    vary: "Origin",
    "access-control-allow-origin": origin,
    "access-control-expose-headers": exposedHeaders.join(", "),
  };
}
