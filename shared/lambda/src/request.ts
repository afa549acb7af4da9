import type { Route } from "@millrace/contracts/define-route";
import { fieldErrorsOf } from "@millrace/contracts/field-errors";
import { IdempotencyKeyRequired, RequestInvalid, RequestMalformed, VersionRequired } from "@millrace/kernel/refusals";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { z } from "zod";

/** The parts of a request, each matching its schema. */
export type ParsedRequest = {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly ifMatch: number | undefined;
  readonly idempotencyKey: string | undefined;
};

/** Far above any body that most schemas allow, far below what would cost us anything to parse. */
const usualBodyCharacters = 256 * 1024;

/** The draft of the Idempotency-Key header gives no bound; 255 is what callers know from payment providers. */
const keyPattern = /^[\x21-\x7e]{1,255}$/;

/**
 * RFC 9110 §13.1.1: one strong validator of ours; `"0"` is that of a resource that was never written. What a live answer
 * says beside its version stands behind it and does not count here.
 */
const ifMatchPattern = /^"(0|[1-9]\d{0,8})(?:-[\w-]{22})?"$/;

/** A header of the request, by its name in lower case. */
export function headerOf(event: APIGatewayProxyEvent, name: string): string | undefined {
  return Object.entries(event.headers ?? {}).find(([given]) => given.toLowerCase() === name)?.[1];
}

function jsonBodyOf({ maxBodyCharacters = usualBodyCharacters }: Route, event: APIGatewayProxyEvent): unknown {
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? "", "base64").toString() : (event.body ?? "");
  if (text.length > maxBodyCharacters) throw RequestInvalid("The body is too large.");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw RequestMalformed(cause instanceof SyntaxError ? cause.message : undefined);
  }
}

/**
 * The parameters of a path, which API Gateway hands on as they were sent (aws/aws-sam-cli issues 771 and 3524).
 *
 * @throws RequestInvalid where one is not percent-encoded UTF-8
 */
function paramsOf({ pathParameters }: APIGatewayProxyEvent): Readonly<Record<string, string>> {
  const decode = ([name, sent = ""]: readonly [string, string | undefined]) => {
    try {
      return [name, decodeURIComponent(sent)] as const;
    } catch {
      const [field, reason] = [`params.${name}`, "is not percent-encoded UTF-8"];
      throw RequestInvalid(`${field} ${reason}`, { errors: [{ field, reason }] });
    }
  };
  return Object.fromEntries(Object.entries(pathParameters ?? {}).map(decode));
}

type Input = {
  readonly place: "params" | "query" | "body";
  readonly schema: z.ZodType | undefined;
  readonly value: unknown;
};

function parseAll(inputs: readonly Input[]): Readonly<Record<Input["place"], unknown>> {
  const results = inputs.map(({ place, schema, value }) => ({ place, result: schema?.safeParse(value) }));
  const errors = results.flatMap(({ place, result }) =>
    result?.success === false ? fieldErrorsOf(result.error, place) : [],
  );
  if (errors.length > 0) {
    throw RequestInvalid(`${errors[0]?.field} ${errors[0]?.reason}`, { errors: errors.slice(0, 50) });
  }
  const values = Object.fromEntries(results.map(({ place, result }) => [place, result?.data]));
  return { params: values["params"], query: values["query"], body: values["body"] };
}

function idempotencyKeyOf(route: Route, event: APIGatewayProxyEvent): string | undefined {
  const key = route.method === "GET" || route.idempotency === "none" ? undefined : headerOf(event, "idempotency-key");
  if (key === undefined && route.idempotency === "required") throw IdempotencyKeyRequired();
  if (key !== undefined && !keyPattern.test(key)) {
    const reason = "is 1 to 255 visible ASCII characters";
    throw RequestInvalid(`headers.idempotency-key ${reason}`, {
      errors: [{ field: "headers.idempotency-key", reason }],
    });
  }
  return key;
}

function ifMatchOf(route: Route, event: APIGatewayProxyEvent): number | undefined {
  if (route.ifMatch === undefined) return undefined;
  const header = headerOf(event, "if-match");
  if (header === undefined) throw VersionRequired();
  const [, version] = ifMatchPattern.exec(header) ?? [];
  if (version === undefined) {
    const reason = 'is one ETag of ours, like "3"';
    throw RequestInvalid(`headers.if-match ${reason}`, { errors: [{ field: "headers.if-match", reason }] });
  }
  return Number(version);
}

/**
 * Reads and checks every part of a request, naming each field that is wrong.
 *
 * @throws RequestInvalid, RequestMalformed, VersionRequired or IdempotencyKeyRequired
 */
export function parseRequest(route: Route, event: APIGatewayProxyEvent): ParsedRequest {
  return {
    ...parseAll([
      { place: "params", schema: route.params, value: paramsOf(event) },
      { place: "query", schema: route.query, value: event.queryStringParameters ?? {} },
      { place: "body", schema: route.body, value: route.body ? jsonBodyOf(route, event) : undefined },
    ]),
    ifMatch: ifMatchOf(route, event),
    idempotencyKey: idempotencyKeyOf(route, event),
  };
}
