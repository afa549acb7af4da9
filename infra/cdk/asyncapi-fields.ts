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

/** `#/components/schemas/Money` → a link to the part of that name on the page. */
function linkTo(ref: string): Html {
  const name = ref.replace("#/components/schemas/", "");
  return html`<a href="#${name}">${name}</a>`;
}

function typeOf(schema: JsonSchema): Html {
  const { $ref, type, format, items } = schema;
  if (typeof $ref === "string") return linkTo($ref);
  const choices = choicesOf(schema);
  if (choices.length > 0) {
    return html`${choices.map((choice, index) => html`${index === 0 ? "" : " or "}${typeOf(choice)}`)}`;
  }
  if (type === "array" && isSchema(items)) return html`list of ${typeOf(items)}`;
  return html`${typeof format === "string" ? format : String(type ?? "anything")}`;
}

const bounds: Readonly<Record<string, string>> = {
  minimum: "≥ ",
  maximum: "≤ ",
  minLength: "length ≥ ",
  maxLength: "length ≤ ",
  minItems: "items ≥ ",
  maxItems: "items ≤ ",
};

/** What every whole number has: it says nothing of the field. */
const safe = Number.MAX_SAFE_INTEGER;

function rulesOf(schema: JsonSchema): Html {
  const { enum: values, const: constant } = schema;
  const told = Object.entries(bounds).filter(([name]) => name in schema && schema[name] !== safe);
  const codes = [
    ...(constant === undefined ? [] : [String(constant)]),
    ...(Array.isArray(values) ? values.map(String) : []),
    ...[schema, ...choicesOf(schema)].flatMap((one) => (typeof one["pattern"] === "string" ? [one["pattern"]] : [])),
  ];
  return html`${told.map(([name, sign]) => html`${sign}${String(schema[name])} `)}${codes.map((code) => html`<code>${code}</code> `)}`;
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

/** A table of all fields of an object, at every depth, each by its path. */
export function fieldsOf(schema: JsonSchema): Html {
  return html`<table><thead><tr><th>Field</th><th>Type</th><th>Meaning</th></tr></thead><tbody>
${rowsOf(schema, "")}</tbody></table>`;
}
