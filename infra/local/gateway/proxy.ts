import { validateHeaderName, validateHeaderValue } from "node:http";
import * as z from "zod";
import { accountId } from "../template/physical.ts";
import type { Api } from "./api.ts";
import { type Answer, GatewayRefusal } from "./refusals.ts";
import { type Call, headerOf } from "./request.ts";
import { commonLogTime } from "./variables.ts";

type Pairs = readonly (readonly [string, string])[];

function grouped(pairs: Pairs): Record<string, string[]> {
  const lists = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries([...lists].map(([name, given]) => [name, given.map(([, value]) => value)]));
}
function nullIfEmpty<Value>(record: Record<string, Value>): Record<string, Value> | null {
  return Object.keys(record).length > 0 ? record : null;
}

const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "expect"]);

/** What a caller without AWS credentials proves of itself: nothing. */
const noIdentity = {
  ...{ accessKey: null, accountId: null, caller: null, user: null, userArn: null, principalOrgId: null },
  ...{ cognitoAuthenticationProvider: null, cognitoAuthenticationType: null },
  ...{ cognitoIdentityId: null, cognitoIdentityPoolId: null },
};

/**
 * The event of a Lambda proxy integration (Developer Guide, "Input format of a Lambda function for proxy integration").
 * A body is always text: the API names no binary media types.
 */
export function proxyEvent(api: Api, call: Call, authorizer: Readonly<Record<string, unknown>> | undefined) {
  const { method, path, httpMethod, body } = call;
  const forwarded = [
    ["X-Amzn-Trace-Id", call.trace.header],
    ["X-Forwarded-For", call.sourceIp],
    ["X-Forwarded-Port", "443"],
    ["X-Forwarded-Proto", "https"],
  ] as const;
  const dropped = new Set([...hopByHop, ...forwarded.map(([name]) => name.toLowerCase())]);
  const headers = [...call.headers.filter(([name]) => !dropped.has(name.toLowerCase())), ...forwarded];
  const query = [...call.query];
  const domainName = headerOf(call, "host") ?? "";
  return {
    resource: method.resourcePath,
    path,
    httpMethod,
    headers: Object.fromEntries(headers),
    multiValueHeaders: grouped(headers),
    queryStringParameters: nullIfEmpty(Object.fromEntries(query)),
    multiValueQueryStringParameters: nullIfEmpty(grouped(query)),
    pathParameters: call.pathParameters,
    stageVariables: null,
    requestContext: {
      resourceId: method.resourceId,
      resourcePath: method.resourcePath,
      httpMethod,
      extendedRequestId: call.extendedRequestId,
      requestTime: commonLogTime(call.receivedAt),
      path,
      accountId,
      protocol: call.protocol,
      stage: api.stage.StageName,
      domainPrefix: domainName.split(/[.:]/)[0],
      requestTimeEpoch: call.receivedAt,
      requestId: call.requestId,
      identity: { ...noIdentity, sourceIp: call.sourceIp, userAgent: headerOf(call, "user-agent") ?? null },
      domainName,
      apiId: api.id,
      ...(authorizer !== undefined && { authorizer }),
    },
    body: body.length > 0 ? body.toString() : null,
    isBase64Encoded: false,
  };
}

const value = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const proxyAnswer = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), value).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(value)).nullish(),
  body: z.string().nullish(),
});

/** Headers that a function may not set; the gateway keeps their values under another name ("Important notes"). */
const remapped = new Set(["authorization", "connection", "content-md5", "date", "host", "server", "www-authenticate"]);

/** @throws GatewayRefusal for a header that no HTTP message can carry */
function refuseUnsendable(name: string, values: readonly string[]): void {
  try {
    validateHeaderName(name);
    for (const text of values) validateHeaderValue(name, text);
  } catch {
    throw new GatewayRefusal("INTEGRATION_FAILURE");
  }
}

/**
 * What a function's payload becomes on the wire (Developer Guide, "Output format of a Lambda function for proxy
 * integration"): both kinds of headers are merged, the list wins; anything malformed is 502.
 */
export function proxyResponse(payload: unknown): Answer {
  const parsed = proxyAnswer.safeParse(payload);
  if (!parsed.success) throw new GatewayRefusal("INTEGRATION_FAILURE");
  const { statusCode, headers, multiValueHeaders, body } = parsed.data;
  const merged: Record<string, readonly string[]> = { "content-type": ["application/json"] };
  const single = Object.entries(headers ?? {}).map(([name, text]) => [name, [text]] as const);
  for (const [name, values] of [...single, ...Object.entries(multiValueHeaders ?? {})]) {
    const lower = name.toLowerCase();
    merged[remapped.has(lower) ? `x-amzn-remapped-${lower}` : lower] = values;
    refuseUnsendable(lower, values);
  }
  return { status: statusCode, headers: merged, body: Buffer.from(body ?? "") };
}
