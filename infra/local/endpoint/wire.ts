/**
 * AWS's wire protocols, as far as the SDK clients and the CLI speak them here: AWS JSON 1.0 and 1.1 (`X-Amz-Target`), AWS
 * Query with XML answers (SNS), and REST-JSON. Source: the protocol specifications in the Smithy documentation.
 */
import type { IncomingHttpHeaders } from "node:http";
import { AwsError } from "../ports.ts";
import { parseQuery, toXml } from "./query.ts";
import { answerRest, findRest, readBare } from "./rest.ts";

/** A request that has arrived whole. */
export type WireRequest = {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Their names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Aborted when the caller goes away before it has its answer. */
  readonly gone: AbortSignal;
};

/** What a request asks for, before its input is read. */
export type Target = {
  readonly service: string;
  readonly operation: string;
  readonly protocol: "json" | "query" | "rest";
  /** Members of the input that stand in the path. */
  readonly labels: Readonly<Record<string, string>>;
};

export type Credential = { readonly accessKeyId: string; readonly service: string };

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const targetServices: Readonly<Record<string, string>> = {
  DynamoDB_20120810: "dynamodb",
  DynamoDBStreams_20120810: "streams.dynamodb",
  AmazonSQS: "sqs",
  AWSEvents: "events",
  secretsmanager: "secretsmanager",
  AWSCognitoIdentityProviderService: "cognito-idp",
};

/** Reads `AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/<service>/aws4_request, …`; nothing for an unsigned request. */
export function readCredential(authorization: string | undefined): Credential | undefined {
  const [, accessKeyId, service] =
    /Credential=([^/]+)\/\d+\/[^/]*\/([^/]+)\/aws4_request/.exec(authorization ?? "") ?? [];
  return accessKeyId === undefined || service === undefined ? undefined : { accessKeyId, service };
}

/**
 * Finds service and operation.
 *
 * @throws AwsError for what no service here is asked by.
 */
export function readTarget({ headers, method, url, body }: WireRequest, credential: Credential | undefined): Target {
  const target = headers["x-amz-target"];
  if (typeof target === "string") {
    const dot = target.lastIndexOf(".");
    const service = targetServices[target.slice(0, dot)];
    if (service === undefined) throw new AwsError("UnknownOperationException", `${target} is not known here.`);
    return { service, operation: target.slice(dot + 1), protocol: "json", labels: {} };
  }
  const service = credential?.service ?? "";
  if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) {
    const operation = new URLSearchParams(body.toString()).get("Action") ?? "";
    return { service, operation, protocol: "query", labels: {} };
  }
  const path = url.split("?", 1)[0] ?? "";
  const found = findRest(service, method, path);
  if (found !== undefined) return { service, protocol: "rest", ...found };
  throw new AwsError("UnknownOperationException", `${service} ${method} ${path} is not known here.`, 404);
}

/** @throws AwsError when a JSON body is broken, or is no object. */
export function readInput(
  { protocol, operation, labels }: Target,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Readonly<Record<string, unknown>> {
  if (protocol === "query") return parseQuery(body.toString());
  const bare = protocol === "rest" ? readBare(operation, headers, body) : undefined;
  if (bare !== undefined) return { ...labels, ...bare };
  if (body.length === 0) return labels;
  return { ...jsonObject(body.toString()), ...labels };
}

function jsonObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AwsError("SerializationException", `The body is not JSON: ${String(error)}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new AwsError("SerializationException", "The body is no JSON object.");
}

export function answerOutput(
  target: Target,
  contentType: string | undefined,
  requestId: string,
  output: Readonly<Record<string, unknown>>,
): Answer {
  if (target.protocol === "query") {
    const metadata = { ResponseMetadata: { RequestId: requestId } };
    return xml(
      200,
      requestId,
      toXml(`${target.operation}Response`, { [`${target.operation}Result`]: output, ...metadata }),
    );
  }
  if (target.protocol === "json") return json(200, requestId, contentType, output);
  const answer = answerRest(target.operation, output);
  return { ...answer, headers: { ...answer.headers, "x-amzn-requestid": requestId } };
}

export function answerError(
  target: Target | undefined,
  contentType: string | undefined,
  requestId: string,
  error: { readonly code: string; readonly message: string; readonly status: number; readonly members?: object },
): Answer {
  const { code, message, status, members } = error;
  if (target?.protocol === "query") {
    const content = {
      Error: { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message },
      RequestId: requestId,
    };
    return xml(status, requestId, toXml("ErrorResponse", content));
  }
  const body = { __type: code, message, Message: message, ...members };
  const answer = json(status, requestId, target?.protocol === "json" ? contentType : "application/json", body);
  const query = target?.service === "sqs" ? queryError(code, status) : {};
  return { ...answer, headers: { ...answer.headers, ...query, "x-amzn-errortype": code } };
}

/**
 * The names that SQS's errors had in its query protocol, which clients still know them by. Source: "AWS query compatible"
 * in the Smithy documentation, with the `awsQueryError` traits of SQS's model; errors not listed have one name.
 */
const queryCodes: Readonly<Record<string, string>> = {
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
  ...Object.fromEntries(
    [
      ...["EmptyBatchRequest", "TooManyEntriesInBatchRequest", "BatchEntryIdsNotDistinct", "BatchRequestTooLong"],
      ...["InvalidBatchEntryId", "MessageNotInflight", "UnsupportedOperation"],
    ].map((code) => [code, `AWS.SimpleQueueService.${code}`]),
  ),
};

function queryError(code: string, status: number): Readonly<Record<string, string>> {
  return { "x-amzn-query-error": `${queryCodes[code] ?? code};${status < 500 ? "Sender" : "Receiver"}` };
}

function json(status: number, requestId: string, contentType: string | undefined, body: object): Answer {
  const headers = { "content-type": contentType ?? "application/x-amz-json-1.1", "x-amzn-requestid": requestId };
  return { status, headers, body: JSON.stringify(body) };
}

function xml(status: number, requestId: string, body: string): Answer {
  return { status, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId }, body };
}
