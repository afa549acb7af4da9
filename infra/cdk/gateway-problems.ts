import { defineRefusal, type RefusalDeclaration, statusOf } from "@millrace/kernel/errors";
import {
  Forbidden,
  RequestMalformed,
  RouteNotFound,
  TooManyRequests,
  Unauthenticated,
} from "@millrace/kernel/refusals";

/** A problem document's fixed part. */
export type Problem = { readonly status: number; readonly code: string; readonly title: string };

/** The problem document that a refusal becomes. */
export function problemOf({ kind, code, title }: RefusalDeclaration): Problem {
  return { status: statusOf[kind], code, title };
}

/** A function that did not answer in time. */
export const notInTime = problemOf(
  defineRefusal(
    "unavailable",
    "service.unavailable",
    "The service did not answer in time; send the request again with the same Idempotency-Key.",
  ),
);
/** A body that the gateway does not take, for its size. */
export const tooLarge: Problem = { status: 413, code: "request.too_large", title: "The request is too large." };
/** A body that the gateway does not take, for its media type. */
export const unsupported: Problem = { status: 415, code: "request.media_type", title: "Send application/json." };
/** What any failure of ours is to callers, at the gateway as in a function. */
export const internal: Problem = { status: 500, code: "internal", title: "Something went wrong on our side." };

/**
 * Every kind of answer that the gateway gives by itself, as the problem document a function would have answered
 * (API Gateway Developer Guide, "Gateway response types").
 */
export const gatewayProblems: Readonly<Record<string, Problem>> = {
  UNAUTHORIZED: problemOf(Unauthenticated),
  // Sent when a token has expired or is not one of ours; a caller can do the same about both.
  EXPIRED_TOKEN: problemOf(Unauthenticated),
  ACCESS_DENIED: problemOf(Forbidden),
  INVALID_API_KEY: problemOf(Forbidden),
  INVALID_SIGNATURE: problemOf(Forbidden),
  WAF_FILTERED: problemOf(Forbidden),
  // API Gateway's answer to an unknown path or method, whose caller has nothing to authenticate for.
  MISSING_AUTHENTICATION_TOKEN: problemOf(RouteNotFound),
  RESOURCE_NOT_FOUND: problemOf(RouteNotFound),
  BAD_REQUEST_BODY: problemOf(RequestMalformed),
  BAD_REQUEST_PARAMETERS: problemOf(RequestMalformed),
  DEFAULT_4XX: problemOf(RequestMalformed),
  REQUEST_TOO_LARGE: tooLarge,
  UNSUPPORTED_MEDIA_TYPE: unsupported,
  THROTTLED: problemOf(TooManyRequests),
  QUOTA_EXCEEDED: problemOf(TooManyRequests),
  INTEGRATION_TIMEOUT: notInTime,
  INTEGRATION_FAILURE: notInTime,
  // It throws on an outage only; what it makes of a token is one of the others.
  AUTHORIZER_FAILURE: notInTime,
  AUTHORIZER_CONFIGURATION_ERROR: internal,
  API_CONFIGURATION_ERROR: internal,
  DEFAULT_5XX: internal,
};
