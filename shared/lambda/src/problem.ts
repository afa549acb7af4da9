import type { WrittenAnswer } from "@millrace/contracts/define-route";
import { Refusal, statusOf } from "@millrace/kernel/errors";

/** Seconds a caller should wait before it repeats a request that found us busy. */
const retryAfterSeconds = 1;

function problem(
  status: number,
  code: string,
  title: string,
  more: Readonly<Record<string, unknown>>,
  members: Readonly<Record<string, unknown>> = {},
): WrittenAnswer {
  const standard = { type: `https://millrace.dev/problems/${code}`, title, status, code, ...more };
  return {
    status,
    headers: {
      "content-type": "application/problem+json",
      ...(status === 503 || status === 429 ? { "retry-after": String(retryAfterSeconds) } : {}),
    },
    // First for the order, last for the values: a refusal's own members extend a problem and never redefine it.
    body: JSON.stringify({ ...standard, ...members, ...standard }),
  };
}

/** A failure as an RFC 9457 problem document. What is not a refusal shows nothing of its inside. */
export function problemOf(error: unknown): WrittenAnswer {
  if (!(error instanceof Refusal)) return problem(500, "internal", "Something went wrong on our side.", {});
  const { declaration, details, message } = error;
  const { code, title, kind } = declaration;
  const more = { detail: message, ...(details.errors ? { errors: details.errors } : {}) };
  return problem(statusOf[kind], code, title, more, details.members);
}
