import { type EventContract, eventMetadata } from "@millrace/contracts/define-event";
import { type JsonSchema, sayInteroperably } from "@millrace/contracts/interoperable";
import { jsonSchemaOf } from "@millrace/contracts/json-schema";
import { opened } from "@millrace/contracts/opened";
import { currencyCode, moneyValue } from "@millrace/contracts/values";
import { minorDigits } from "@millrace/kernel/currencies";
import * as z from "zod";
import { schemaRef, versionedNameOf } from "./asyncapi-messages.ts";
import { listExample, mapSchema } from "./openapi-schemas.ts";

/** What the schemas of many facts hold, from the inside out: a later one may hold an earlier one. */
const shared: Readonly<Record<string, z.ZodType>> = {
  Currency: currencyCode,
  Money: moneyValue,
  Metadata: eventMetadata,
};

/** What is said of a part beside what it takes. */
const extensions: Readonly<Record<string, JsonSchema>> = {
  Currency: { "x-minor-digits": Object.fromEntries(minorDigits) },
};

/** The names of what is shared, by what it is. */
const names = new Map<string, string>();

/** A schema with references in place of what is shared; what is said of one place stays beside the reference. */
export function referring({ $schema: _, ...schema }: JsonSchema): JsonSchema {
  return mapSchema(schema, (one) => {
    const listed = listExample(one);
    const name = names.get(JSON.stringify(listed));
    if (name !== undefined) return schemaRef(name);
    const { description, ...rest } = listed;
    const described = names.get(JSON.stringify(rest));
    return described === undefined ? listed : { description, allOf: [schemaRef(described)] };
  });
}

/** A schema as whoever reads must take it: open for fields and codes that are added later. */
export function openSchemaOf(schema: z.ZodType): JsonSchema {
  return referring(z.toJSONSchema(opened(schema), { io: "input", override: sayInteroperably }));
}

const parts = Object.entries(shared).map(([name, schema]) => {
  const part = openSchemaOf(schema);
  names.set(JSON.stringify(part), name);
  return [name, { ...part, ...extensions[name] }] as const;
});

/**
 * The schemas of the catalog: one of each fact's `detail` in each version, as its file in `shared/contracts/schemas` has
 * it, and once each what they share.
 */
export function catalogSchemasOf(contracts: readonly EventContract[]): Readonly<Record<string, JsonSchema>> {
  const facts = contracts.map((contract) => [versionedNameOf(contract), referring(jsonSchemaOf(contract))] as const);
  return Object.fromEntries([...parts, ...facts]);
}
