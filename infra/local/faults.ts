import { readFileSync } from "node:fs";
import * as z from "zod";
import type { Random } from "./ports.ts";

// DynamoDB reports a conflict for these only ("Managing complex workflows with transactions" in its developer guide).
const CALLS_THAT_CONFLICT = ["TransactWriteItems", "TransactGetItems", "PutItem", "UpdateItem", "DeleteItem"];

const ruleFields = z.strictObject({
  /** Function name as in the template, or without the stage in front of it. */
  function: z.string().min(1),
  /** SigV4 service and operation: `dynamodb:TransactWriteItems`, `events:PutEvents`. */
  call: z.string().regex(/^[a-z.-]+:[A-Za-z]+$/, "must look like dynamodb:TransactWriteItems"),
  /** The n-th matching call, every one, or each with this probability. */
  occurrence: z.union([z.int().min(1), z.literal("every"), z.strictObject({ rate: z.number().gt(0).max(1) })], {
    error: 'must be a number from 1, "every", or { "rate": 0 < rate <= 1 }',
  }),
  /** `crash-before` ends the environment before the call takes effect, `crash-after` when its answer is ready. */
  fault: z.enum(["crash-before", "crash-after", "conflict", "throttle"]),
});
const faultRule = ruleFields.refine(
  ({ call, fault }) =>
    fault !== "conflict" || CALLS_THAT_CONFLICT.some((operation) => call === `dynamodb:${operation}`),
  { path: ["fault"], error: `conflict needs a call of dynamodb to ${CALLS_THAT_CONFLICT.join(", ")}` },
);
const faultPlan = z.array(faultRule);

export type FaultRule = z.infer<typeof faultRule>;
export type Fault = FaultRule["fault"];

/** A rule and what became of it. */
type FaultState = FaultRule & { readonly calls: number; readonly hits: number };

export type Faults = {
  /** Counts the call against every rule and says what must happen to it. The first rule that strikes wins. */
  strike(functionName: string, call: string): Fault | undefined;
  /** Replaces the whole plan; counting begins anew. */
  replace(plan: readonly FaultRule[]): void;
  list(): readonly FaultState[];
};

/** The plan cannot be used; the message names each field and what is wrong with it. */
export class FaultPlanError extends Error {
  override readonly name = "FaultPlanError";
}

export function createFaults(plan: readonly FaultRule[], random: Random): Faults {
  let states = plan.map(atStart);
  return {
    strike(functionName, call) {
      let struck: Fault | undefined;
      for (const state of states) {
        if (state.rule.call !== call || !names(state.rule.function, functionName)) continue;
        state.calls += 1;
        if (struck === undefined && strikesAt(state.rule.occurrence, state.calls, random)) {
          state.hits += 1;
          struck = state.rule.fault;
        }
      }
      return struck;
    },
    replace(next) {
      states = next.map(atStart);
    },
    list: () => states.map(({ rule, calls, hits }) => ({ ...rule, calls, hits })),
  };
}

/**
 * Reads a fault plan from a JSON file.
 *
 * @throws FaultPlanError naming file, field and reason.
 */
export function readFaultPlan(file: string): readonly FaultRule[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new FaultPlanError(`The fault plan ${file} cannot be read: ${reason(error)}.`, { cause: error });
  }
  return parseFaultPlan(text, file);
}

/**
 * @param source where the text is from, for the message.
 * @throws FaultPlanError naming source, field and reason.
 */
export function parseFaultPlan(text: string, source: string): readonly FaultRule[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new FaultPlanError(`The fault plan ${source} is not JSON: ${reason(error)}.`, { cause: error });
  }
  const result = faultPlan.safeParse(json);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `  ${fieldName(issue.path)}: ${issue.message}`);
  throw new FaultPlanError(`The fault plan ${source} is not valid:\n${problems.join("\n")}`, { cause: result.error });
}

function atStart(rule: FaultRule): { rule: FaultRule; calls: number; hits: number } {
  return { rule, calls: 0, hits: 0 };
}

function names(pattern: string, functionName: string): boolean {
  return functionName === pattern || functionName.endsWith(`-${pattern}`);
}

function strikesAt(occurrence: FaultRule["occurrence"], call: number, random: Random): boolean {
  if (occurrence === "every") return true;
  return typeof occurrence === "number" ? call === occurrence : random() < occurrence.rate;
}

function fieldName(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path;
  return first === undefined ? "the plan" : [`rule ${String(first)}`, ...rest.map(String)].join(".");
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
