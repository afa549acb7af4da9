type Json = unknown;

/** Whether one value of a field is as a condition wants it. */
export type Test = (value: Json) => boolean;

/** A test of a value, that there is none (`{"exists": false}`), or why the condition is refused. */
type Condition = Test | { readonly absent: true } | { readonly refused: string };

/**
 * One condition of a field's list. Rules: EventBridge user guide, "Comparison operators for use in event patterns"; of its
 * operators `cidr`, `wildcard` and lists inside `anything-but`'s operators are left out.
 */
export function conditionOf(condition: Json): Condition {
  if (Array.isArray(condition)) return { refused: "nested list" };
  if (typeof condition !== "object" || condition === null) return (value) => value === condition;
  const [[operator, operand] = ["", undefined], ...more] = Object.entries(condition);
  if (more.length > 0) return { refused: "more than one operator in a condition" };
  if (!Object.hasOwn(operators, operator)) return { refused: operator || "an empty object" };
  return operators[operator]?.(operand) ?? { refused: `${operator} of ${JSON.stringify(operand)}` };
}

/** Each gives nothing for an operand that it does not take. */
const operators: Readonly<Record<string, (operand: Json) => Condition | undefined>> = {
  exists(operand) {
    if (operand === false) return { absent: true };
    return operand === true ? () => true : undefined;
  },
  prefix: (operand) => ofText(operand, (text, start) => text.startsWith(start)),
  suffix: (operand) => ofText(operand, (text, end) => text.endsWith(end)),
  "equals-ignore-case": (operand) =>
    typeof operand === "string" ? (value) => typeof value === "string" && lower(value) === lower(operand) : undefined,
  numeric: (operand) => (Array.isArray(operand) ? range(operand) : undefined),
  "anything-but": anythingBut,
};

/** A text compared as it is, or without regard to case: `{"prefix": {"equals-ignore-case": "x"}}`. */
function ofText(operand: Json, compare: (text: string, with_: string) => boolean): Test | undefined {
  if (typeof operand === "string") return (value) => typeof value === "string" && compare(value, operand);
  const folded = only(operand, "equals-ignore-case");
  if (typeof folded !== "string") return undefined;
  return (value) => typeof value === "string" && compare(lower(value), lower(folded));
}

function anythingBut(operand: Json): Test | undefined {
  const [prefix, suffix] = [only(operand, "prefix"), only(operand, "suffix")];
  if (typeof prefix === "string" && prefix !== "") return not(ofText(prefix, (text, start) => text.startsWith(start)));
  if (typeof suffix === "string" && suffix !== "") return not(ofText(suffix, (text, end) => text.endsWith(end)));
  const folded = only(operand, "equals-ignore-case");
  const values = folded === undefined ? listOf(operand) : listOf(folded);
  const types = new Set(values.map((value) => typeof value));
  const [type] = types;
  if (types.size !== 1 || (type !== "string" && (type !== "number" || folded !== undefined))) return undefined;
  if (folded === undefined) return (value) => !values.includes(value);
  return (value) => typeof value !== "string" || !values.some((other) => lower(String(other)) === lower(value));
}

/** One or two comparisons: `["=", 5]`, `[">", 0, "<=", 5]`. */
function range(terms: readonly Json[]): Test | undefined {
  const [operator, bound, upper, top, ...more] = terms;
  if (typeof bound !== "number" || more.length > 0) return undefined;
  const isMet = comparisons.get(operator);
  if (isMet === undefined) return undefined;
  const test: Test = (value) => typeof value === "number" && isMet(value, bound);
  if (terms.length === 2) return test;
  const isBelow = upper === "<" || upper === "<=" ? comparisons.get(upper) : undefined;
  if (isBelow === undefined || typeof top !== "number" || (operator !== ">" && operator !== ">=")) return undefined;
  return bound < top ? (value) => test(value) && isBelow(Number(value), top) : undefined;
}

const comparisons = new Map<Json, (value: number, bound: number) => boolean>([
  ["=", (value, bound) => value === bound],
  [">", (value, bound) => value > bound],
  [">=", (value, bound) => value >= bound],
  ["<", (value, bound) => value < bound],
  ["<=", (value, bound) => value <= bound],
]);

function not(test: Test | undefined): Test | undefined {
  return test && ((value) => !test(value));
}

/** What an object holds under its only name. */
function only(operand: Json, name: string): Json {
  if (typeof operand !== "object" || operand === null || Array.isArray(operand)) return undefined;
  const [[found, value] = [], ...more] = Object.entries(operand);
  return found === name && more.length === 0 ? value : undefined;
}

function listOf(operand: Json): readonly Json[] {
  return Array.isArray(operand) ? operand : [operand];
}

function lower(text: string): string {
  return text.toLowerCase();
}
