import type { APIGatewayProxyEvent } from "aws-lambda";

/** The parts of a call that a test cares about; everything else is as the gateway sends it. */
export type ApiCall = {
  readonly method?: string;
  /** The route's pattern, `/v1/things/{thingId}`. */
  readonly resource?: string;
  readonly params?: Readonly<Record<string, string>> | null;
  readonly query?: Readonly<Record<string, string>> | null;
  readonly headers?: Readonly<Record<string, string>> | null;
  /** Sent as it is; anything but a text is written as JSON. */
  readonly body?: unknown;
  readonly base64?: boolean;
  readonly authorizer?: Readonly<Record<string, unknown>> | null;
  readonly requestId?: string;
};

function textOf(body: unknown): string | null {
  return body === undefined || body === null ? null : typeof body === "string" ? body : JSON.stringify(body);
}

function listsOf(values: Readonly<Record<string, string>> | null) {
  return values && Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));
}

/**
 * A Lambda proxy event of a REST API, payload format 1.0 (API Gateway Developer Guide, "Input format of a Lambda function
 * for proxy integration"): what is absent is null, never undefined.
 */
export function apiEvent({
  method = "GET",
  resource = "/v1/things",
  params = null,
  query = null,
  headers = {},
  body,
  base64 = false,
  authorizer = null,
  requestId = "request-0001",
}: ApiCall = {}): APIGatewayProxyEvent {
  const text = textOf(body);
  const path = resource.replace(/\{(\w+)\+?\}/g, (_, name: string) => params?.[name] ?? name);
  return {
    resource,
    path,
    httpMethod: method,
    headers: headers as Record<string, string>,
    multiValueHeaders: listsOf(headers) as Record<string, string[]>,
    queryStringParameters: query,
    multiValueQueryStringParameters: listsOf(query),
    pathParameters: params,
    stageVariables: null,
    body: text !== null && base64 ? Buffer.from(text).toString("base64") : text,
    isBase64Encoded: base64,
    requestContext: {
      accountId: "000000000000",
      apiId: "api",
      authorizer,
      protocol: "HTTP/1.1",
      httpMethod: method,
      identity: { sourceIp: "127.0.0.1", userAgent: "test" } as APIGatewayProxyEvent["requestContext"]["identity"],
      path: `/dev${path}`,
      stage: "dev",
      requestId,
      requestTimeEpoch: 0,
      resourceId: "resource",
      resourcePath: resource,
    },
  };
}
