import type { JsonSchema } from "@millrace/contracts/interoperable";
import { type Html, html, prose } from "./html.ts";

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function propertiesOf({ properties }: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  return isSchema(properties)
    ? Object.entries(properties).filter((entry): entry is [string, JsonSchema] => isSchema(entry[1]))
    : [];
}

function choicesOf({ anyOf }: JsonSchema): readonly JsonSchema[] {
  return Array.isArray(anyOf) ? anyOf.filter(isSchema) : [];
}

/** Where a schema leads that is one of the shared parts, with a description of its own or without. */
function refOf({ $ref, allOf }: JsonSchema): string | undefined {
  if (typeof $ref === "string") return $ref;
  const [only] = Array.isArray(allOf) ? allOf.filter(isSchema) : [];
  return only === undefined ? undefined : refOf(only);
}

/** `#/components/schemas/Money` → a link to the part of that name on the page. */
function linkTo(ref: string): Html {
  const name = ref.replace("#/components/schemas/", "");
  return html`<a href="#${name}">${name}</a>`;
}

function typeOf(schema: JsonSchema): Html {
  const { type, format, items } = schema;
  const ref = refOf(schema);
  if (ref !== undefined) return linkTo(ref);
  const choices = choicesOf(schema);
  if (choices.length > 0) {
    return html`${choices.map((choice, index) => html`${index === 0 ? "" : " or "}${typeOf(choice)}`)}`;
  }
  if (type === "array" && isSchema(items)) return html`list of ${typeOf(items)}`;
  return html`${typeof format === "string" ? format : String(type ?? "anything")}`;
}

/** Pairs of bounds, and of what they count. */
const ranges = [
  ["minimum", "maximum", ""],
  ["minLength", "maxLength", " characters"],
  ["minItems", "maxItems", " items"],
] as const;

/** A bound that says something of the field: every whole number lies between the safe ones. */
function boundOf(bound: unknown): string {
  return typeof bound === "number" && Math.abs(bound) !== Number.MAX_SAFE_INTEGER ? String(bound) : "";
}

/** `1–64 characters`, `≥ 1`, `≤ 40 items`; nothing without bounds. */
function rangesOf(schema: JsonSchema): readonly string[] {
  return ranges.flatMap(([least, most, counted]) => {
    const [from, to] = [boundOf(schema[least]), boundOf(schema[most])];
    if (from === "" && to === "") return [];
    if (from === to) return [`${from}${counted}`];
    return [
      `${to === "" ? "≥ " : from === "" ? "≤ " : ""}${from}${from === "" || to === "" ? "" : "–"}${to}${counted}`,
    ];
  });
}

function rulesOf(schema: JsonSchema): Html {
  const { enum: values, const: constant } = schema;
  const codes = [
    ...(constant === undefined ? [] : [String(constant)]),
    ...(Array.isArray(values) ? values.map(String) : []),
    ...[schema, ...choicesOf(schema)].flatMap((one) => (typeof one["pattern"] === "string" ? [one["pattern"]] : [])),
  ];
  return html`${rangesOf(schema).join(", ")} ${codes.map((code) => html`<code>${code}</code> `)}`;
}

function rowOf(path: string, schema: JsonSchema, isRequired: boolean): Html {
  const { description } = schema;
  return html`<tr><td><code>${path}</code>${isRequired ? "" : html` <small>optional</small>`}</td><td>${typeOf(schema)}</td>
<td>${rulesOf(schema)}${typeof description === "string" ? prose(description) : ""}</td></tr>
`;
}

/** The schemas inside a field, each with its path: of a list `lines[]`. */
function insideOf(path: string, schema: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  const { items } = schema;
  return [
    [path, schema] as const,
    ...choicesOf(schema).flatMap((choice) => insideOf(path, choice)),
    ...(isSchema(items) ? insideOf(`${path}[]`, items) : []),
  ];
}

function rowsOf(schema: JsonSchema, path: string): readonly Html[] {
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return propertiesOf(schema).flatMap(([name, field]) => {
    const at = path === "" ? name : `${path}.${name}`;
    return [
      rowOf(at, field, required.includes(name)),
      ...insideOf(at, field).flatMap(([inner, one]) => rowsOf(one, inner)),
    ];
  });
}

/** A table of all fields of an object, at every depth, each by its path; of several shapes, one table each. */
export function fieldsOf(schema: JsonSchema): Html {
  const shapes = choicesOf(schema);
  if (shapes.length > 0) return html`${shapes.map(fieldsOf)}`;
  return html`<table><thead><tr><th>Field</th><th>Type</th><th>Meaning</th></tr></thead><tbody>
${rowsOf(schema, "")}</tbody></table>`;
}
