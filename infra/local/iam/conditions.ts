import { TemplateError } from "../template/resources.ts";
/** What IAM knows of a request beside action and resource, by lower-case condition key; an absent key is undefined. */
export type RequestContext = Readonly<Record<string, string | readonly string[] | undefined>>;

export type Condition = (context: RequestContext) => boolean;

/** Condition keys the runtime can fill in; any other key in a policy stops the start. */
const singleValuedKeys = [
  "aws:principalarn",
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:securetransport",
  "ses:fromaddress",
];
/** Of type ArrayOfString in the Service Authorization Reference. */
const multivaluedKeys = ["dynamodb:leadingkeys", "events:source"];

const toTest: Readonly<Record<string, (expected: string) => (actual: string) => boolean>> = {
  StringEquals: (expected) => (actual) => actual === expected,
  StringLike: (expected) => glob(expected),
  ArnEquals: (expected) => arnGlob(expected),
  ArnLike: (expected) => arnGlob(expected),
  Bool: (expected) => (actual) => actual.toLowerCase() === expected.toLowerCase(),
};

/**
 * Compiles the `Condition` element of a statement: every operator and key must hold, one of a key's values suffices.
 * Source: IAM User Guide, "Conditions with multiple context keys or values" and "Set operators for multivalued context
 * keys".
 * @throws TemplateError naming `where` for operators and keys that are not evaluated here
 */
export function compileCondition(element: unknown, where: string): Condition {
  const tests = Object.entries((element ?? {}) as Record<string, Record<string, unknown>>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => compileTest(operator, key, textsOf(values, where), where)),
  );
  return (context) => tests.every((test) => test(context));
}

function compileTest(operator: string, key: string, expected: readonly string[], where: string): Condition {
  const name = key.toLowerCase();
  if (!singleValuedKeys.includes(name) && !multivaluedKeys.includes(name)) {
    throw new TemplateError(`${where}: condition key ${key} is not known to the local runtime`);
  }
  if (operator === "Null") return (context) => isAbsent(context[name]) === (expected[0] === "true");

  const [set, base] = operator.includes(":") ? operator.split(":", 2) : [undefined, operator];
  const isNegated = base === "ArnNotEquals";
  const makeTest = toTest[isNegated ? "ArnEquals" : (base ?? "")];
  if (makeTest === undefined || (isNegated && set !== undefined) || (set !== undefined && set !== "ForAllValues")) {
    throw new TemplateError(`${where}: condition operator ${operator} is not evaluated by the local runtime`);
  }
  const candidates = expected.map(makeTest);
  const matches = (actual: string) => candidates.some((test) => test(actual));
  // A negated operator is the opposite of its test, so an absent key fulfills it.
  if (isNegated) return (context) => !valuesOf(context[name]).some(matches);
  if (set === "ForAllValues") return (context) => valuesOf(context[name]).every(matches);
  if (multivaluedKeys.includes(name)) {
    throw new TemplateError(`${where}: ${key} holds several values and needs ForAllValues before ${operator}`);
  }
  return (context) => valuesOf(context[name]).some(matches);
}

function isAbsent(value: string | readonly string[] | undefined): boolean {
  return value === undefined || value.length === 0;
}

function valuesOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

/** The strings of a policy element that may be one value or a list; policy variables are refused. */
export function textsOf(value: unknown, where: string): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((entry) => {
    const text = typeof entry === "boolean" ? String(entry) : entry;
    if (typeof text !== "string") throw new TemplateError(`${where}: expected text, found ${JSON.stringify(entry)}`);
    if (text.includes("${"))
      throw new TemplateError(`${where}: the policy variable in "${text}" is not evaluated by the local runtime`);
    return text;
  });
}

/** `*` stands for any characters, `?` for one (IAM User Guide, "StringLike"). */
export function glob(pattern: string, flags = "s"): (text: string) => boolean {
  if (!/[*?]/.test(pattern) && flags === "s") return (text) => text === pattern;
  const head = pattern.slice(0, -1);
  if (pattern.endsWith("*") && !/[*?]/.test(head) && flags === "s") return (text) => text.startsWith(head);
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${source}$`, flags);
  return (text) => expression.test(text);
}

/**
 * Wildcards of an ARN stay within its colon-separated parts, except in the last part, which may hold colons; a pattern
 * with fewer than six parts goes on with wildcards. Source: IAM User Guide, "IAM JSON policy elements: Resource".
 */
export function arnGlob(pattern: string): (arn: string) => boolean {
  if (pattern === "*") return () => true;
  const parts = arnParts(pattern);
  const tests = Array.from({ length: 6 }, (_, index) => glob(parts[index] ?? "*"));
  return (arn) => {
    const actual = arnParts(arn);
    return actual.length === 6 && tests.every((test, index) => test(actual[index] ?? ""));
  };
}

function arnParts(arn: string): readonly string[] {
  const parts = arn.split(":");
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}
