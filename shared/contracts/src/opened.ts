import * as z from "zod";

/** A copy with another definition that keeps what the schema says of itself, but not its name: it is not the same. */
function rebuilt<Schema extends z.ZodType>(schema: Schema, change: Partial<Schema["def"]>): Schema {
  const copy = schema.clone({ ...schema.def, ...change });
  const { id, ...rest } = schema.meta() ?? {};
  return Object.keys(rest).length === 0 ? copy : copy.meta(rest);
}

/**
 * The same schema with every object in it open at every depth: it takes, and drops, fields it does not know; and with
 * every list of codes that somebody else keeps (an enum with a name: currencies, countries) open for codes of the same
 * length, because such lists grow and shrink. What an older consumer reads a newer fact with, and any one an old fact.
 */
export function opened<Schema extends z.core.$ZodType>(schema: Schema): Schema {
  return openedOf(schema) as unknown as Schema;
}

const wrappers = [z.ZodOptional, z.ZodNullable, z.ZodDefault, z.ZodReadonly];

function openedOf(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.def.shape).map(([name, field]) => [name, opened(field)]);
    return rebuilt(schema, { shape: Object.fromEntries(fields), catchall: undefined });
  }
  if (schema instanceof z.ZodArray) return rebuilt(schema, { element: opened(schema.def.element) });
  if (schema instanceof z.ZodRecord) return rebuilt(schema, { valueType: opened(schema.def.valueType) });
  if (schema instanceof z.ZodUnion) return rebuilt(schema, { options: schema.def.options.map(opened) });
  if (wrappers.some((wrapper) => schema instanceof wrapper)) {
    const wrapper = schema as z.ZodOptional;
    return rebuilt(wrapper, { innerType: opened(wrapper.def.innerType) });
  }
  if (schema instanceof z.ZodEnum) {
    const { id, ...rest } = schema.meta() ?? {};
    if (id === undefined) return schema;
    // What an extension says of each code goes with the list.
    const said = Object.entries(rest).filter(([name]) => !name.startsWith("x-"));
    return z.string().length(`${schema.options[0]}`.length).meta(Object.fromEntries(said));
  }
  return schema;
}
