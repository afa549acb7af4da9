import type { Route } from "@millrace/contracts/define-route";
import type { JsonSchema } from "@millrace/contracts/interoperable";
import { exampleOf } from "./openapi-examples.ts";
import { takesKey } from "./openapi-problems.ts";
import { resolved, type Schemas } from "./openapi-schemas.ts";

function parametersIn(place: "path" | "query", schema: JsonSchema) {
  const { properties = {}, required = [] } = schema as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: property,
  }));
}

function parameterRef(name: string) {
  return { $ref: `#/components/parameters/${name}` };
}

/** What a caller may say beside the body: path, query and headers. */
export function parametersOf(route: Route, schemas: Schemas): readonly object[] {
  return [
    ...(route.params ? parametersIn("path", resolved(schemas.inputOf(route.params), schemas.components())) : []),
    ...(route.query ? parametersIn("query", resolved(schemas.inputOf(route.query), schemas.components())) : []),
    ...(takesKey(route) ? [parameterRef(route.idempotency === "required" ? "KeyRequired" : "Key")] : []),
    ...(route.ifMatch ? [parameterRef("IfMatch")] : []),
    ...(route.method === "GET" ? [parameterRef("IfNoneMatch")] : []),
    parameterRef("CorrelationId"),
  ];
}

function headerRef(name: string) {
  return { $ref: `#/components/headers/${name}` };
}

/** What a route answers when all goes well, by status. */
export function answersOf(route: Route, schemas: Schemas): Readonly<Record<string, object>> {
  const isRead = route.method === "GET";
  const mediaType = route.mediaType ?? "application/json";
  const answers = Object.fromEntries(
    Object.entries(route.answers).map(([status, answer]) => {
      const schema = schemas.outputOf(answer);
      const { properties = {} } = resolved(schema, schemas.components());
      const headers = {
        "x-request-id": headerRef("RequestId"),
        ...(isRead || Object.hasOwn(properties as object, "version") ? { etag: headerRef("ETag") } : {}),
        ...(status === "201" ? { location: headerRef("Location") } : {}),
        ...(takesKey(route) ? { "idempotency-replayed": headerRef("Replayed") } : {}),
      };
      const example = exampleOf(schema, schemas.components());
      return [status, { description: route.summary, headers, content: { [mediaType]: { schema, example } } }];
    }),
  );
  return isRead ? { ...answers, 304: { $ref: "#/components/responses/NotModified" } } : answers;
}

/** The body that a route takes, with an example. */
export function bodyOf(route: Route, schemas: Schemas) {
  if (route.body === undefined) return {};
  const schema = schemas.inputOf(route.body);
  const example = exampleOf(schema, schemas.components());
  return { requestBody: { required: true, content: { "application/json": { schema, example } } } };
}

const key = { name: "Idempotency-Key", in: "header", schema: { type: "string", pattern: "^[!-~]{1,255}$" } };
const keyUse = "The same key and request get the same answer, made once; kept for 30 days.";
function text(description: string) {
  return { description, schema: { type: "string" } };
}

/** The parameters that many routes share. */
export const parameters = {
  Key: { ...key, required: false, description: keyUse },
  KeyRequired: { ...key, required: true, description: keyUse },
  IfMatch: {
    name: "If-Match",
    in: "header",
    required: true,
    description: "The version to change: an `ETag` of the resource.",
    schema: { type: "string", pattern: '^"(0|[1-9][0-9]{0,8})(-[A-Za-z0-9_-]{22})?"$' },
  },
  IfNoneMatch: {
    name: "If-None-Match",
    in: "header",
    description: "The `ETag` of an answer that the caller has, or several: 304 where it is still the same.",
    schema: { type: "string" },
  },
  CorrelationId: {
    name: "X-Correlation-Id",
    in: "header",
    description:
      "Names all that follows from this call, if it is 8 to 64 of A-Z, a-z, 0-9, `_`, `.` and `-`; the request's id does where it is anything else.",
    // No pattern: a call is not refused for its name.
    schema: { type: "string" },
  },
};

/** The headers that many answers share. */
export const headers = {
  RequestId: text("Names this call in logs."),
  ETag: text("Names what was answered, for `If-None-Match`; where it has a version, for `If-Match` as well."),
  Location: text("Where the new resource is."),
  RetryAfter: {
    description: "Seconds to wait; then send the same request again, with the same `Idempotency-Key`.",
    schema: { type: "integer", format: "int32", minimum: 0 },
  },
  Replayed: text("`true` when this is the stored answer to an earlier, equal request."),
};

/** What a GET is answered whose caller has it all. */
export const notModified = {
  description: "Nothing has changed since the answer that `If-None-Match` names.",
  headers: { "x-request-id": headerRef("RequestId"), etag: headerRef("ETag") },
};
