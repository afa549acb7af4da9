import type { Route } from "@millrace/contracts/define-route";
import type { JsonSchema } from "@millrace/contracts/interoperable";
import { type RefusalDeclaration, statusOf } from "@millrace/kernel/errors";
import {
  Busy,
  CursorInvalid,
  Forbidden,
  IdempotencyKeyRequired,
  IdempotencyKeyReused,
  RequestInvalid,
  RequestMalformed,
  TooManyRequests,
  Unauthenticated,
  VersionMismatch,
  VersionRequired,
} from "@millrace/kernel/refusals";

/** Whether a caller may send an Idempotency-Key. */
export function takesKey({ method, idempotency }: Route): boolean {
  return method !== "GET" && idempotency !== "none";
}

/** The refusals that follow from a route's rule, schemas, idempotency and versions, beside its own. */
function commonRefusals(route: Route): readonly RefusalDeclaration[] {
  const { params, query, body, rule, idempotency, ifMatch, paged } = route;
  const checks = params ?? query ?? body ?? ifMatch;
  return [
    ...(checks !== undefined || takesKey(route) ? [RequestInvalid] : []),
    ...(body ? [RequestMalformed] : []),
    ...(idempotency === "required" ? [IdempotencyKeyRequired] : []),
    ...(takesKey(route) ? [IdempotencyKeyReused] : []),
    ...(ifMatch ? [VersionRequired, VersionMismatch] : []),
    ...(paged ? [CursorInvalid] : []),
    ...(rule === "public" ? [] : [Unauthenticated]),
    // Its authorizer proves a guest or a customer, or nobody.
    ...(rule === "public" || rule === "guestOrCustomer" ? [] : [Forbidden]),
  ];
}

function contentOf(schema: JsonSchema, example: unknown) {
  return { "application/problem+json": { schema, example } };
}

function problemExample(status: number, { code, title }: Pick<RefusalDeclaration, "code" | "title">) {
  return {
    type: `https://millrace.dev/problems/${code}`,
    title,
    status,
    code,
    detail: title,
  };
}

/** What a route refuses, by status; each code with its meaning. */
export function problemsOf(route: Route): Readonly<Record<string, object>> {
  const refusals = [...commonRefusals(route), ...(route.refusals ?? [])];
  const byStatus = Map.groupBy(refusals, ({ kind }) => statusOf[kind]);
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => {
      const byCode = new Map(same.map((refusal) => [refusal.code, refusal]));
      const [first] = same;
      const codes = { type: "object", properties: { code: { enum: [...byCode.keys()] } } };
      const schema = { allOf: [{ $ref: "#/components/schemas/Problem" }, codes] };
      return [
        status,
        {
          description: [...byCode.values()].map(({ code, title }) => `\`${code}\`: ${title}`).join("\n\n"),
          headers: { "x-request-id": { $ref: "#/components/headers/RequestId" } },
          content: contentOf(schema, first ? problemExample(status, first) : undefined),
        },
      ];
    }),
  );
}

/** RFC 9457, with our dotted code and the fields that are wrong. */
export const problemSchema: JsonSchema = {
  type: "object",
  description: "A problem document (RFC 9457).",
  properties: {
    type: { type: "string", format: "uri" },
    title: { type: "string" },
    status: { type: "integer", format: "int32", minimum: 400, maximum: 599 },
    detail: { type: "string" },
    code: { type: "string", description: "Stable, for programs." },
    errors: {
      type: "array",
      items: {
        type: "object",
        properties: { field: { type: "string", examples: ["body.lines.0.quantity"] }, reason: { type: "string" } },
        required: ["field", "reason"],
      },
    },
  },
  required: ["type", "title", "status", "code"],
};

/** What any call may be answered instead: by the gateway under load, by us when something is wrong on our side. */
export const unexpected = {
  description: `\`${TooManyRequests.code}\` (429), \`${Busy.code}\` (503, with \`Retry-After\`: send it again with the same Idempotency-Key), \`internal\` (500).`,
  headers: {
    "x-request-id": { $ref: "#/components/headers/RequestId" },
    "retry-after": { description: "Seconds.", schema: { type: "integer", format: "int32", minimum: 0 } },
  },
  content: contentOf({ $ref: "#/components/schemas/Problem" }, problemExample(statusOf.unavailable, Busy)),
};
