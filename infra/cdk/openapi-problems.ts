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
import { internal, notInTime, type Problem, problemOf, tooLarge, unsupported } from "./gateway-problems.ts";

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

/** Everything that a route may refuse: what follows from its declaration, and its own. */
export function refusalsOf(route: Route): readonly RefusalDeclaration[] {
  return [...commonRefusals(route), ...(route.refusals ?? [])];
}

function contentOf(schema: JsonSchema, example: unknown) {
  return { "application/problem+json": { schema, example } };
}

function problemExample({ status, code, title }: Problem) {
  return { type: `https://millrace.dev/problems/${code}`, title, status, code, detail: title };
}

function meaningsOf(problems: Iterable<Pick<Problem, "code" | "title">>): string {
  return [...problems].map(({ code, title }) => `\`${code}\`: ${title}`).join("\n\n");
}

/** What a route refuses, by status; each code with its meaning; and what any call may be answered instead. */
export function problemsOf(route: Route): Readonly<Record<string, object>> {
  const byStatus = Map.groupBy(refusalsOf(route), ({ kind }) => statusOf[kind]);
  const ofRoute = Object.fromEntries(
    [...byStatus].map(([status, same]) => {
      const byCode = new Map(same.map((refusal) => [refusal.code, refusal]));
      const [first] = same;
      const codes = { type: "object", properties: { code: { enum: [...byCode.keys()] } } };
      const schema = { allOf: [{ $ref: "#/components/schemas/Problem" }, codes] };
      return [
        status,
        {
          description: meaningsOf(byCode.values()),
          headers: { "x-request-id": { $ref: "#/components/headers/RequestId" } },
          content: contentOf(schema, first && problemExample(problemOf(first))),
        },
      ];
    }),
  );
  return { ...ofRoute, ...anyCall };
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

function answerOf(...problems: readonly Problem[]) {
  const [first] = problems;
  return {
    description: meaningsOf(problems),
    headers: { "x-request-id": { $ref: "#/components/headers/RequestId" } },
    content: contentOf({ $ref: "#/components/schemas/Problem" }, first && problemExample(first)),
  };
}

function answerToWaitFor(...problems: readonly Problem[]) {
  const { headers, ...answer } = answerOf(...problems);
  return { ...answer, headers: { ...headers, "retry-after": { $ref: "#/components/headers/RetryAfter" } } };
}

/** The answers that any call may get: from the gateway under load, from us when something is wrong on our side. */
export const commonProblems = {
  TooManyRequests: answerToWaitFor(problemOf(TooManyRequests)),
  InternalError: answerOf(internal),
  Unavailable: answerToWaitFor(problemOf(Busy), notInTime),
  Unexpected: { ...answerOf(tooLarge, unsupported), description: "Any other problem." },
};

const anyCall = {
  429: { $ref: "#/components/responses/TooManyRequests" },
  500: { $ref: "#/components/responses/InternalError" },
  503: { $ref: "#/components/responses/Unavailable" },
  default: { $ref: "#/components/responses/Unexpected" },
};
