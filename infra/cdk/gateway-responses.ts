import { exposedHeaders, type OriginRule } from "@millrace/contracts/cors";
import { ResponseType, type RestApi } from "aws-cdk-lib/aws-apigateway";
import { gatewayProblems, type Problem } from "./gateway-problems.ts";

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
