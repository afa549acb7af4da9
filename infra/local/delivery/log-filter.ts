type Test = (value: unknown) => boolean;

/**
 * A CloudWatch Logs filter pattern as a function: the empty one lets all pass, `{ $.a = "x" && $.b >= 400 }` looks into
 * JSON lines (comparisons joined by `&&` and `||`, no nested groups). Undefined for any other pattern. Rules: CloudWatch
 * Logs user guide, "Filter pattern syntax".
 */
export function logFilter(pattern: string): ((message: string) => boolean) | undefined {
  if (pattern.trim() === "") return () => true;
  const inner = pattern.match(/^\s*\{(.*)\}\s*$/s)?.[1];
  if (inner === undefined) return undefined;
  const alternatives = inner.split("||").map((alternative) => alternative.split("&&").map(comparison));
  const complete = alternatives.every((terms): terms is Test[] => !terms.includes(undefined));
  if (!complete) return undefined;
  return (message) => {
    const document = parsed(message);
    return alternatives.some((terms) => (terms as Test[]).every((test) => test(document)));
  };
}

const comparisonPattern = /^\$\.([\w.]+)\s*(=|!=|<=|>=|<|>|IS)\s*("([^"]*)"|-?\d+(?:\.\d+)?|TRUE|FALSE|NULL)$/;

function comparison(term: string): Test | undefined {
  const bare = term
    .trim()
    .replace(/^\(([^()]*)\)$/, "$1")
    .trim();
  const [, path = "", operator = "", literal = "", quoted] = bare.match(comparisonPattern) ?? [];
  const names = path.split(".");
  const test =
    operator === "IS"
      ? identity(literal)
      : quoted === undefined
        ? number(operator, Number(literal))
        : string(operator, quoted);
  return test === undefined
    ? undefined
    : (document) =>
        test(
          names.reduce<unknown>(
            (value, name) => (value as Record<string, unknown> | null | undefined)?.[name],
            document,
          ),
        );
}

function identity(literal: string): Test {
  const expected = literal === "NULL" ? null : literal === "TRUE";
  return (value) => value === expected;
}

function string(operator: string, quoted: string): Test | undefined {
  const shape = new RegExp(
    `^${quoted
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
  const equal: Test = (value) => typeof value === "string" && shape.test(value);
  if (operator === "=") return equal;
  return operator === "!=" ? (value) => value !== undefined && !equal(value) : undefined;
}

const orders: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  "=": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};

function number(operator: string, expected: number): Test | undefined {
  const order = orders[operator];
  if (order === undefined || Number.isNaN(expected)) return undefined;
  return (value) => typeof value === "number" && order(value, expected);
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
