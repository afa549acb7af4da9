import * as z from "zod";
import { detailOf, type EventContract } from "./define-event.ts";
import { type JsonSchema, sayInteroperably } from "./interoperable.ts";

/**
 * The JSON Schema of a fact's `detail` as a consumer reads it, open for fields that later versions add. Rules that JSON
 * Schema cannot say (a real currency code, distinct SKUs) stand in descriptions.
 */
export function jsonSchemaOf(contract: EventContract): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(detailOf(contract), { io: "input", override: sayInteroperably });
  return {
    $schema,
    title: contract.name,
    description: `Version ${contract.version}, published by ${contract.service}.`,
    ...schema,
  };
}

/** The same as an OpenAPI 3.0 schema, the dialect that EventBridge's schema registry makes code from. */
export function openApiSchemaOf(contract: EventContract): JsonSchema {
  return z.toJSONSchema(detailOf(contract), { io: "input", override: sayInteroperably, target: "openapi-3.0" });
}

/** `order.placed.v1.json`: the file under `shared/contracts/schemas` that holds a version's schema. */
export function schemaFileOf(contract: EventContract): string {
  return `${contract.name}.v${contract.version}.json`;
}
