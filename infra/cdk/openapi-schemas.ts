import { type JsonSchema, sayInteroperably } from "@millrace/contracts/interoperable";
import * as z from "zod";

/** JSON Schemas whose named parts are kept once, under `#/components/schemas`. */
export type Schemas = {
  /** What a caller may send. */
  inputOf(schema: z.ZodType): JsonSchema;
  /** What a caller gets. */
  outputOf(schema: z.ZodType): JsonSchema;
  components(): Readonly<Record<string, JsonSchema>>;
};

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Keywords whose values are schemas by name; a property may be called like a keyword. */
const named = new Set(["properties", "$defs"]);

/** The schema with `change` made to it and to every schema in it. */
export function mapSchema(schema: JsonSchema, change: (one: JsonSchema) => JsonSchema): JsonSchema {
  const inner = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inner);
    return isSchema(value) ? mapSchema(value, change) : value;
  };
  const entries = Object.entries(schema).map(([keyword, value]) => {
    if (keyword === "examples" || keyword === "default" || keyword === "enum" || keyword === "example") {
      return [keyword, value];
    }
    if (!named.has(keyword) || !isSchema(value)) return [keyword, inner(value)];
    return [keyword, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inner(one)]))];
  });
  return change(Object.fromEntries(entries));
}

const componentPath = "#/components/schemas/";

const int32 = { least: -(2 ** 31), most: 2 ** 31 - 1 };

/** Clients of typed languages choose an integer's width by its format, not by its bounds. */
function tellWidth(schema: JsonSchema): JsonSchema {
  const { type, minimum, maximum } = schema;
  if (type !== "integer") return schema;
  const fits = Number(minimum ?? Number.NaN) >= int32.least && Number(maximum ?? Number.NaN) <= int32.most;
  return { ...schema, format: fits ? "int32" : "int64" };
}

/** Generators write a default that is a list or an object as a literal that their language does not know. */
function sayDefault({ default: value, ...schema }: JsonSchema): JsonSchema {
  if (value === undefined) return schema;
  if (typeof value !== "object") return { ...schema, default: value };
  const sentence = `${JSON.stringify(value)} where it is left out.`;
  return {
    ...schema,
    description: schema["description"] === undefined ? sentence : `${schema["description"]} ${sentence}`,
  };
}

/** JSON Schema knows lists of examples only. */
export function listExample({ example, ...schema }: JsonSchema): JsonSchema {
  return example === undefined ? schema : { ...schema, examples: [example] };
}

function referTo(names: ReadonlyMap<string, string>) {
  return ({ $ref, ...schema }: JsonSchema): JsonSchema => {
    if (typeof $ref !== "string") return schema;
    const name = $ref.replace("#/$defs/", "");
    return { ...schema, $ref: `${componentPath}${names.get(name) ?? name}` };
  };
}

/** An empty collection, which grows with each schema that is asked for. */
export function createSchemas(): Schemas {
  const components = new Map<string, JsonSchema>();

  const convert = (schema: z.ZodType, io: "input" | "output"): JsonSchema => {
    const {
      $schema: _,
      $defs,
      ...whole
    } = z.toJSONSchema(schema, {
      ...{ io, unrepresentable: "any" },
      override: sayInteroperably,
    }) as JsonSchema;
    const parts = Object.entries(isSchema($defs) ? $defs : {});
    // What may be left out on the way in is there on the way out: then one name has two shapes.
    const written = (names: ReadonlyMap<string, string>, part: unknown): JsonSchema =>
      mapSchema(part as JsonSchema, (one) => tellWidth(sayDefault(listExample(referTo(names)(one)))));
    const same = new Map(parts.map(([name]) => [name, name]));
    const isTaken = ([name, part]: readonly [string, unknown]): boolean => {
      const known = components.get(name);
      return known !== undefined && JSON.stringify(known) !== JSON.stringify(written(same, part));
    };
    const differs = parts.some(isTaken);
    const suffix = io === "input" ? "Input" : "Output";
    const names = new Map(parts.map(([name]) => [name, differs ? `${name}${suffix}` : name]));
    for (const [name, part] of parts) components.set(names.get(name) ?? name, written(names, part));
    return written(names, whole);
  };

  return {
    inputOf: (schema) => convert(schema, "input"),
    outputOf: (schema) => convert(schema, "output"),
    components: () => Object.fromEntries([...components].sort(([left], [right]) => (left < right ? -1 : 1))),
  };
}

/** The schema that a `$ref` into the components means; others are themselves. */
export function resolved(schema: JsonSchema, components: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const { $ref } = schema;
  if (typeof $ref !== "string") return schema;
  const found = components[$ref.replace(componentPath, "")];
  if (found === undefined) throw new Error(`${$ref} leads nowhere.`);
  return found;
}
