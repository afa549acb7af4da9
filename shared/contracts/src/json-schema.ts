import * as z from "zod";
import { detailOf, type EventContract } from "./define-event.ts";

/** A JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of a fact's `detail` as a consumer reads it, open for fields that later versions add. Rules that JSON
 * Schema cannot say (a real currency code, distinct SKUs) are left out.
 */
export function jsonSchemaOf(contract: EventContract): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(detailOf(contract), { io: "input" });
  return {
    $schema,
    title: contract.name,
    description: `Version ${contract.version}, published by ${contract.service}.`,
    ...schema,
  };
}

/** `order.placed.v1.json`: the file under `shared/contracts/schemas` that holds a version's schema. */
export function schemaFileOf(contract: EventContract): string {
  return `${contract.name}.v${contract.version}.json`;
}
