import { defineRefusal } from "./errors.ts";

/** The refusals that any route can give; a service's own are declared in its `domain/`. */
export const RequestMalformed = defineRefusal("invalid", "request.malformed", "The body is not valid JSON.");
export const RequestInvalid = defineRefusal("invalid", "request.invalid", "The request does not match its schema.");
export const IdempotencyKeyRequired = defineRefusal(
  "invalid",
  "idempotency.key_required",
  "Send an Idempotency-Key header, so that this call, sent again, counts once.",
);
export const IdempotencyKeyReused = defineRefusal(
  "unprocessable",
  "idempotency.key_reused",
  "This Idempotency-Key was used before with another request.",
);
export const CursorInvalid = defineRefusal("invalid", "cursor.invalid", "The cursor does not belong to this list.");
export const Unauthenticated = defineRefusal("unauthenticated", "caller.unauthenticated", "Send a valid bearer token.");
export const Forbidden = defineRefusal("forbidden", "caller.forbidden", "The caller may not do this.");
export const RouteNotFound = defineRefusal("not_found", "route.not_found", "There is no such route.");
export const VersionRequired = defineRefusal("invalid", "version.required", "Send the resource's ETag in If-Match.");
export const VersionMismatch = defineRefusal(
  "precondition_failed",
  "version.mismatch",
  "The resource has changed since it was read.",
);
export const TooManyRequests = defineRefusal("too_many", "caller.throttled", "Too many requests; try again later.");
export const Busy = defineRefusal("unavailable", "service.busy", "Too many writes at once; try again shortly.");
/** Told by the cart itself and by the checkout: two services, one word. */
export const CartChanged = defineRefusal(
  "conflict",
  "cart.changed",
  "The cart is not what the buyer agreed to; show it again.",
);
/** Told by the checkout of an address, and by shipping of what it is asked about. */
export const RegionRequired = defineRefusal(
  "conflict",
  "region.required",
  "Taxes or shipping differ by region in this country; name the region.",
);
/** Told by the checkout as it reads and as it writes. */
export const PromotionLimitReached = defineRefusal(
  "conflict",
  "promotion.limit_reached",
  "A promotion has been used as often as it may be.",
);
