import type { Rule } from "@millrace/kernel/caller";
import type { OpenApi, Operation } from "./checked-api.ts";

/** An operation of the OpenAPI document, with what the suites derive their requests from. */
export type Route = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly rule: Rule;
  /** Success statuses. */
  readonly successes: readonly number[];
  /** Every problem that is declared. */
  readonly problems: readonly { readonly status: number; readonly code: string }[];
};

const ruleExtension = "x-millrace-rule";

type ProblemSchema = {
  readonly allOf: readonly { readonly properties?: { readonly code: { readonly enum: readonly string[] } } }[];
};

function problemsOf({ responses }: Operation): Route["problems"] {
  return Object.entries(responses).flatMap(([status, { content }]) => {
    const schema = (content?.["application/problem+json"] as { schema?: ProblemSchema } | undefined)?.schema;
    const codes = schema?.allOf?.flatMap(({ properties }) => properties?.code.enum ?? []) ?? [];
    return codes.map((code) => ({ status: Number(status), code }));
  });
}

/** Every operation that the running stack says it has. */
export function routesOf({ paths }: OpenApi): readonly Route[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      rule: operation[ruleExtension] as Rule,
      successes: Object.keys(operation.responses)
        .map(Number)
        .filter((status) => status < 300),
      problems: problemsOf(operation),
    })),
  );
}
