/**
 * The REST-JSON protocol: an operation is found by method and path. Sources: "AWS restJson1 protocol" in the Smithy
 * documentation; the API reference of each service for the paths, and Lambda's page on Invoke for the one operation here
 * whose members also travel in headers and as the bare body.
 */
import type { IncomingHttpHeaders } from "node:http";
import { AwsError } from "../ports.ts";

const routes: readonly (readonly [service: string, method: string, path: string, operation: string])[] = [
  ["ses", "POST", "/v2/email/outbound-emails", "SendEmail"],
  ["xray", "POST", "/TraceSummaries", "GetTraceSummaries"],
  ["xray", "POST", "/Traces", "BatchGetTraces"],
  ["lambda", "GET", "/2015-03-31/functions", "ListFunctions"],
  ["lambda", "POST", "/2015-03-31/functions/{FunctionName}/invocations", "Invoke"],
  ["lambda", "PUT", "/2017-10-31/functions/{FunctionName}/concurrency", "PutFunctionConcurrency"],
  ["lambda", "DELETE", "/2017-10-31/functions/{FunctionName}/concurrency", "DeleteFunctionConcurrency"],
  ["lambda", "GET", "/2019-09-30/functions/{FunctionName}/concurrency", "GetFunctionConcurrency"],
  ...(
    [
      ["POST", "PostToConnection"],
      ["GET", "GetConnection"],
      ["DELETE", "DeleteConnection"],
    ] as const
  ).map(([method, operation]) => {
    return ["execute-api", method, "/{ApiId}/{Stage}/(?:@|%40)connections/{ConnectionId}", operation] as const;
  }),
];
const patterns = routes.map(([service, method, path, operation]) => {
  const pattern = new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}/?$`);
  return { service, method, operation, pattern };
});

type Found = { readonly operation: string; readonly labels: Readonly<Record<string, string>> };

/**
 * The operation behind a request, and the members that stand in its path.
 *
 * @throws AwsError for a path that is not URL-encoded
 */
export function findRest(service: string, method: string, path: string): Found | undefined {
  for (const route of patterns) {
    const match = route.service === service && route.method === method ? route.pattern.exec(path) : null;
    if (match === null) continue;
    return { operation: route.operation, labels: labelsOf(match.groups ?? {}) };
  }
  return undefined;
}

function labelsOf(encoded: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  try {
    return Object.fromEntries(Object.entries(encoded).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch (error) {
    throw new AwsError("SerializationException", `The path is not URL-encoded: ${String(error)}`);
  }
}

/** What the bare body is of operations that take no JSON, with what else is not in their path; nothing for all others. */
export function readBare(
  operation: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Readonly<Record<string, unknown>> | undefined {
  if (operation === "PostToConnection") return { Data: body.toString() };
  if (operation !== "Invoke") return undefined;
  const type = headers["x-amz-invocation-type"];
  return { Payload: body.toString(), ...(type === undefined ? {} : { InvocationType: type }) };
}

type RestAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What an operation's output becomes on the wire. */
export function answerRest(operation: string, output: Readonly<Record<string, unknown>>): RestAnswer {
  const headers = { "content-type": "application/json" };
  if (operation === "PostToConnection") return { status: 200, headers: {}, body: "" };
  if (operation === "DeleteFunctionConcurrency" || operation === "DeleteConnection")
    return { status: 204, headers: {}, body: "" };
  if (operation !== "Invoke") return { status: 200, headers, body: JSON.stringify(output) };
  const { StatusCode, Payload = "", FunctionError, ExecutedVersion } = output;
  return {
    status: Number(StatusCode),
    headers: {
      ...headers,
      ...(ExecutedVersion === undefined ? {} : { "x-amz-executed-version": String(ExecutedVersion) }),
      ...(FunctionError === undefined ? {} : { "x-amz-function-error": String(FunctionError) }),
    },
    body: String(Payload),
  };
}
