import type { JsonSchema } from "@millrace/contracts/interoperable";
import { resolved } from "./openapi-schemas.ts";

type Components = Readonly<Record<string, JsonSchema>>;

/** Words for patterns that no schema gives an example of. */
function byPattern(pattern: string): string | undefined {
  if (pattern.startsWith("^cus_")) return "cus_7d9f1c52-3b0a-4c7e-9a51-1f2e3d4c5b6a";
  const [, prefix] = /^\^([a-z]{3})_\[/.exec(pattern) ?? [];
  return prefix === undefined ? undefined : `${prefix}_01kaq3v8e0m4t6w8y0a2c4e6g8`;
}

/** Words for what is called like this, and values that look like what they are. */
const byName: Readonly<Record<string, unknown>> = {
  amount: 1990,
  title: "Tee, blue, M",
  name: "Harbor",
  orderNumber: "M-W8Y0-A2C4-E6G8",
};

const byFormat: Readonly<Record<string, string>> = {
  "date-time": "2026-11-23T09:30:00.000Z",
  email: "ada@example.com",
  uri: "https://example.com",
};

function textOf({ format, pattern, minLength = 1 }: JsonSchema): string {
  if (typeof format === "string" && byFormat[format] !== undefined) return byFormat[format];
  return (typeof pattern === "string" ? byPattern(pattern) : undefined) ?? "text".padEnd(Number(minLength), "s");
}

/** Whether a value is of a schema's type; what is called alike may be something else. */
function isOf(type: unknown, value: unknown): boolean {
  return type === typeof value || (type === "integer" && typeof value === "number");
}

/** What may be left out is, unless its schema says what is meant by it, or it is a list. */
function isTold(name: string, property: JsonSchema, required: readonly string[]): boolean {
  const { default: usual, examples, type } = property;
  return required.includes(name) || usual !== undefined || examples !== undefined || type === "array";
}

function objectOf(schema: JsonSchema, components: Components): Readonly<Record<string, unknown>> {
  const { properties = {}, required = [] } = schema as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  const told = Object.entries(properties).filter(([name, property]) =>
    isTold(name, resolved(property, components), required),
  );
  return Object.fromEntries(
    told.map(([name, property]) => {
      const { examples, type } = resolved(property, components);
      const word = examples === undefined && isOf(type, byName[name]) ? byName[name] : undefined;
      return [name, word ?? exampleOf(property, components)];
    }),
  );
}

/** A value that matches a schema: its own example where it has one, else one made from its rules. */
export function exampleOf(schema: JsonSchema, components: Components): unknown {
  const {
    examples,
    const: constant,
    enum: choices,
    anyOf,
    oneOf,
    type,
    items,
    minimum = 1,
  } = resolved(schema, components);
  if (Array.isArray(examples)) return examples[0];
  if (constant !== undefined) return constant;
  if (Array.isArray(choices)) return choices[0];
  const [first] = (anyOf ?? oneOf ?? []) as readonly JsonSchema[];
  if (first !== undefined) return exampleOf(first, components);
  switch (type) {
    case "object":
      return objectOf(resolved(schema, components), components);
    case "array":
      return [exampleOf((items ?? {}) as JsonSchema, components)];
    case "integer":
    case "number":
      return Math.max(1, Number(minimum));
    case "boolean":
      return true;
    case "string":
      return textOf(resolved(schema, components));
    default:
      return {};
  }
}
