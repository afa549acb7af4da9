import { exposedHeaders, type OriginRule } from "@millrace/contracts/cors";
import { defineRefusal, statusOf } from "@millrace/kernel/errors";
import {
  Forbidden,
  RequestMalformed,
  RouteNotFound,
  TooManyRequests,
  Unauthenticated,
} from "@millrace/kernel/refusals";
import { ResponseType, type RestApi } from "aws-cdk-lib/aws-apigateway";

/** What the gateway itself can refuse beside the refusals of the routes. */
const Unavailable = defineRefusal(
  "unavailable",
  "service.unavailable",
  "The service did not answer in time; send the request again with the same Idempotency-Key.",
);

type Problem = { readonly status: number; readonly code: string; readonly title: string };

function problemOf({ kind, code, title }: { kind: keyof typeof statusOf; code: string; title: string }): Problem {
  return {
    status: statusOf[kind],
    code,
    title,
  };
}

const tooLarge: Problem = { status: 413, code: "request.too_large", title: "The request is too large." };
const unsupported: Problem = { status: 415, code: "request.media_type", title: "Send application/json." };
const internal: Problem = { status: 500, code: "internal", title: "Something went wrong on our side." };

/**
 * Every kind of answer that the gateway gives by itself, as the problem document a function would have answered
 * (API Gateway Developer Guide, "Gateway response types").
 */
const gatewayProblems: Readonly<Record<string, Problem>> = {
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
  INTEGRATION_TIMEOUT: problemOf(Unavailable),
  INTEGRATION_FAILURE: problemOf(Unavailable),
  AUTHORIZER_FAILURE: internal,
  AUTHORIZER_CONFIGURATION_ERROR: internal,
  API_CONFIGURATION_ERROR: internal,
  DEFAULT_5XX: internal,
};

/**
 * The gateway can give a refusal one origin or that of the request, but cannot compare. Several allowed origins therefore
 * mean that any page may read a refusal of the gateway's own, which says nothing about anybody; what needs a preflight is
 * not sent from other pages at all.
 */
function corsHeadersOf([first, ...others]: readonly OriginRule[]): Record<string, string> {
  if (first === undefined) return {};
  const only = others.length === 0 && "exactly" in first ? first.exactly : undefined;
  return {
    vary: "'Origin'",
    "access-control-allow-origin": only === undefined ? "method.request.header.Origin" : `'${only}'`,
    "access-control-expose-headers": `'${exposedHeaders.join(", ")}'`,
  };
}

function headersOf({ status }: Problem): Record<string, string> {
  return {
    "content-type": "'application/problem+json'",
    "cache-control": "'no-store'",
    "x-request-id": "context.requestId",
    ...(status === 429 || status === 503 ? { "retry-after": "'1'" } : {}),
  };
}

/** Gives every answer of the gateway itself the form of the API's problem documents, for allowed pages to read. */
export function addGatewayResponses(api: RestApi, origins: readonly OriginRule[]): void {
  for (const [type, problem] of Object.entries(gatewayProblems)) {
    const { status, code, title } = problem;
    const body = { type: `https://millrace.dev/problems/${code}`, title, status, code };
    api.addGatewayResponse(`response-${type}`, {
      type: ResponseType.of(type),
      statusCode: String(status),
      responseHeaders: { ...headersOf(problem), ...corsHeadersOf(origins) },
      templates: { "application/json": JSON.stringify(body) },
    });
  }
}
