import type { ApiMethod, Stage } from "./api.ts";

/** A token bucket: a request takes one token, and `rate` tokens come back each second, up to `burst`. */
export type Bucket = { readonly tokens: number; readonly filledAt: number };
export type Limit = { readonly rate: number; readonly burst: number };

/** The bucket after a request, or nothing when it held no token. */
export const take = (bucket: Bucket | undefined, { rate, burst }: Limit, now: number): Bucket | undefined => {
  const before = bucket ?? { tokens: burst, filledAt: now };
  const tokens = Math.min(burst, before.tokens + ((now - before.filledAt) / 1000) * rate);
  return tokens >= 1 ? { tokens: tokens - 1, filledAt: now } : undefined;
};

/**
 * The throttle of a method: its own setting goes before the stage's. Either way each method has a bucket to itself
 * (Developer Guide, "Throttle requests to your REST APIs": per-stage limits "are applied at the API method level").
 */
export const limitOf = (stage: Stage, { HttpMethod, resourcePath }: ApiMethod): Limit | undefined => {
  // A path is written with `~1` for `/`, after one leading slash (API_MethodSetting).
  const own = `/${resourcePath.replaceAll("/", "~1")}`;
  const settings = stage.MethodSettings.filter(
    (setting) =>
      [own, "/*"].includes(setting.ResourcePath) &&
      [HttpMethod, "*"].includes(setting.HttpMethod) &&
      setting.ThrottlingRateLimit !== undefined &&
      setting.ThrottlingBurstLimit !== undefined,
  );
  const setting = settings.find(({ ResourcePath }) => ResourcePath === own) ?? settings[0];
  return setting && { rate: setting.ThrottlingRateLimit ?? 0, burst: setting.ThrottlingBurstLimit ?? 0 };
};
