import type { HttpAnswer } from "./transport.ts";

/** What the SDK tells of a call beside its answer. */
export type Metadata = {
  readonly httpStatusCode: number;
  readonly requestId: string | undefined;
  readonly attempts?: number;
  readonly totalRetryDelay?: number;
};

type Fields = Readonly<Record<string, unknown>>;

export function metadataOf({ statusCode, headers }: HttpAnswer): Metadata {
  return { httpStatusCode: statusCode, requestId: headers["x-amzn-requestid"] };
}

/**
 * The name in an error's wire form: `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException`, or with what comes
 * after a colon (AWS JSON 1.0 protocol, "Operation error serialization", https://smithy.io/2.0/aws/protocols).
 */
function nameIn(code: string): string {
  return code.replace(/^[^:,]*#/, "").replace(/[:,].*$/, "");
}

/**
 * The error that AWS answered, as the SDK would throw it: its name, its own fields, and `$metadata`. Where the body tells
 * no name, the header does.
 */
export function serviceErrorOf(answer: HttpAnswer, fields: Fields): Error {
  const { __type, message, Message, ...own } = fields;
  const name = nameIn(String(__type ?? own["code"] ?? answer.headers["x-amzn-errortype"] ?? "Unknown"));
  return Object.assign(new Error(String(message ?? Message ?? "UnknownError")), own, {
    name,
    $fault: answer.statusCode < 500 ? "client" : "server",
    $metadata: metadataOf(answer),
  });
}
