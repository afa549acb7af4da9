import { readFileSync } from "node:fs";
import * as z from "zod";

// DynamoDB reports a conflict for these only ("Managing complex workflows with transactions" in its developer guide).
const callsThatConflict = ["TransactWriteItems", "TransactGetItems", "PutItem", "UpdateItem", "DeleteItem"];

/**
 * What may happen to an SDK call: `crash-before` ends the environment before the call takes effect, `crash-after` when
 * its answer is ready, `timeout` lets it hang until the invocation has run into its timeout.
 */
const callFaults = ["crash-before", "crash-after", "conflict", "throttle", "timeout"] as const;
/**
 * What may happen to a delivery. `duplicate`: it is made twice. `delay`: it waits for a random time up to `seconds`.
 * `reorder`: others overtake it. `drop`: it is lost on its way and made again as its source's rules say. `timeout`: the
 * invocation runs into its timeout.
 */
const deliveryFaults = ["duplicate", "delay", "reorder", "drop", "timeout"] as const;

export type CallFault = (typeof callFaults)[number];
export type DeliveryFault = (typeof deliveryFaults)[number];

/**
 * Where a delivery comes from, and what can befall it there: from the bus by a rule, from the function's queue, from the
 * table's stream, or from Lambda's own queue of asynchronous invocations (schedules and log lines).
 */
const possibleFaults = {
  bus: ["duplicate", "delay", "drop"],
  queue: ["duplicate", "delay", "reorder", "drop", "timeout"],
  stream: ["duplicate", "delay", "reorder", "drop", "timeout"],
  async: ["duplicate", "delay", "drop", "timeout"],
} as const satisfies Readonly<Record<string, readonly DeliveryFault[]>>;
export type Origin = keyof typeof possibleFaults;

const ruleFields = z.strictObject({
  /** Function name as in the template, or without the stage in front of it; `*` for every function. */
  function: z.string().min(1),
  /** SigV4 service and operation: `dynamodb:TransactWriteItems`. Without it the rule strikes deliveries. */
  call: z
    .string()
    .regex(/^[a-z.-]+:[A-Za-z]+$/, "must look like dynamodb:TransactWriteItems")
    .optional(),
  /** Strikes deliveries from there only; without it, from everywhere. */
  from: z.enum(["bus", "queue", "stream", "async"]).optional(),
  /** The n-th of the calls or deliveries, every one, or each with this probability. */
  occurrence: z.union([z.int().min(1), z.literal("every"), z.strictObject({ rate: z.number().gt(0).max(1) })], {
    error: 'must be a number from 1, "every", or { "rate": 0 < rate <= 1 }',
  }),
  fault: z.enum([...new Set([...callFaults, ...deliveryFaults])]),
  /** The longest wait of a `delay`. */
  seconds: z.number().gt(0).optional(),
});
const faultPlan = z.array(ruleFields.superRefine(refuseContradictions));

export type FaultRule = Exact<z.infer<typeof ruleFields>>;

/** Without `undefined` as a value of what may be absent. */
type Exact<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };

/** The plan cannot be used; the message names rule, field and what is wrong with it. */
export class FaultPlanError extends Error {
  override readonly name = "FaultPlanError";
}

/**
 * Reads a fault plan from a JSON file.
 *
 * @throws FaultPlanError naming file, rule, field and reason.
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
 * @throws FaultPlanError naming source, rule, field and reason.
 */
export function parseFaultPlan(text: string, source: string): readonly FaultRule[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new FaultPlanError(`The fault plan ${source} is not JSON: ${reason(error)}.`, { cause: error });
  }
  const result = faultPlan.safeParse(json);
  if (result.success) return result.data as readonly FaultRule[];
  const problems = result.error.issues.map((issue) => `  ${fieldName(issue.path)}: ${issue.message}`);
  throw new FaultPlanError(`The fault plan ${source} is not valid:\n${problems.join("\n")}`, { cause: result.error });
}

function refuseContradictions(rule: z.infer<typeof ruleFields>, context: z.RefinementCtx): void {
  const { call, from, fault, seconds } = rule;
  const problem = (field: keyof FaultRule, message: string) =>
    context.addIssue({ code: "custom", path: [field], message });
  const fitting: readonly string[] = call === undefined ? deliveryFaults : callFaults;
  if (!fitting.includes(fault)) {
    problem("fault", `${fault} strikes ${call === undefined ? "calls, and the rule names none" : "no call"}`);
  }
  if (fault === "conflict" && !callsThatConflict.some((operation) => call === `dynamodb:${operation}`)) {
    problem("fault", `conflict needs a call of dynamodb to ${callsThatConflict.join(", ")}`);
  }
  if (call !== undefined && from !== undefined) problem("from", "a call comes from its function");
  const possible: readonly string[] = from === undefined ? deliveryFaults : possibleFaults[from];
  if (call === undefined && !possible.includes(fault)) problem("from", `nothing from ${from} can ${fault}`);
  if ((fault === "delay") !== (seconds !== undefined)) problem("seconds", "a delay has seconds, nothing else has");
}

function fieldName(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path;
  return first === undefined ? "the plan" : [`rule ${String(first)}`, ...rest.map(String)].join(".");
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
