type Json = unknown;
export type Pattern = Readonly<Record<string, unknown>>;

/**
 * Whether a JSON document matches an event pattern of EventBridge or of an event source mapping: values, `prefix` and
 * `exists`. Rules: EventBridge user guide, "Creating Amazon EventBridge event patterns" and "Comparison operators".
 */
export function matches(pattern: Pattern, event: Json): boolean {
  return Object.entries(pattern).every(([field, expected]) => {
    const actual = isObject(event) ? event[field] : undefined;
    if (Array.isArray(expected)) return matchesLeaf(expected, actual);
    if (!isObject(expected)) return false;
    // An array of objects matches when one of its objects matches the whole sub-pattern.
    return Array.isArray(actual) ? actual.some((item) => matches(expected, item)) : matches(expected, actual);
  });
}

/** Names each place of a pattern that uses what `matches` does not implement; a start with such a pattern is refused. */
export function unsupportedIn(pattern: Json, path = ""): string[] {
  if (!isObject(pattern)) return [`${path || "pattern"}: not an object`];
  if (Object.keys(pattern).length === 0) return [`${path || "pattern"}: an empty object`];
  return Object.entries(pattern).flatMap(([field, expected]) => {
    const here = path === "" ? field : `${path}.${field}`;
    if (field.startsWith("$")) return [`${here}: ${field}`];
    if (!Array.isArray(expected)) return unsupportedIn(expected, here);
    if (expected.length === 0) return [`${here}: an empty list`];
    return expected.flatMap((condition) => unsupportedConditions(condition).map((name) => `${here}: ${name}`));
  });
}

function matchesLeaf(conditions: readonly Json[], actual: Json): boolean {
  const values = leafValues(actual);
  return conditions.some((condition) =>
    isObject(condition) && "exists" in condition
      ? condition.exists === values.length > 0
      : values.some((value) => matchesCondition(condition, value)),
  );
}

/** The leaf values of a field; none when it is absent or an object (`exists` works on leaf nodes only). */
function leafValues(actual: Json): readonly Json[] {
  if (actual === undefined || isObject(actual)) return [];
  return Array.isArray(actual) ? actual.filter((item) => !isObject(item) && !Array.isArray(item)) : [actual];
}

function matchesCondition(condition: Json, value: Json): boolean {
  if (!isObject(condition)) return condition === value;
  if ("prefix" in condition) return typeof value === "string" && value.startsWith(String(condition.prefix));
  return false;
}

function unsupportedConditions(condition: Json): string[] {
  if (!isObject(condition)) return Array.isArray(condition) ? ["nested list"] : [];
  const [[operator, operand] = ["", undefined], ...more] = Object.entries(condition);
  if (more.length > 0) return ["more than one operator in a condition"];
  if (operator === "exists") return typeof operand === "boolean" ? [] : ["exists without true or false"];
  if (operator === "prefix") return typeof operand === "string" ? [] : ["prefix of an object"];
  return [operator];
}

function isObject(value: Json): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
