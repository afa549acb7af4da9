import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { narrowings } from "./compatibility.ts";
import { defineEvent } from "./define-event.ts";
import type { JsonSchema } from "./interoperable.ts";
import { jsonSchemaOf, schemaFileOf } from "./json-schema.ts";
import { eventContracts } from "./registry.ts";

const folder = join(import.meta.dirname, "../schemas");

function committedOf(file: string): JsonSchema | undefined {
  return existsSync(join(folder, file)) ? JSON.parse(readFileSync(join(folder, file), "utf8")) : undefined;
}

describe("jsonSchemaOf", () => {
  const contract = defineEvent({
    service: "orders",
    aggregate: "orderId",
    name: "order.tested",
    version: 3,
    data: z.strictObject({
      orderId: z.string(),
      lines: z.array(z.strictObject({ sku: z.string() }).meta({ id: "LineForTest", description: "One SKU." })),
    }),
    example: { orderId: "ord_1", lines: [] },
  });

  it("names the fact, its version and its publisher", () => {
    expect(jsonSchemaOf(contract)).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "order.tested",
      description: "Version 3, published by orders.",
    });
    expect(schemaFileOf(contract)).toBe("order.tested.v3.json");
  });

  it("says what `detail` holds, open at every depth and without references", () => {
    const schema = jsonSchemaOf(contract) as { readonly properties: Readonly<Record<string, unknown>> };
    expect(schema.properties["data"]).toEqual({
      type: "object",
      properties: {
        orderId: { type: "string" },
        lines: {
          type: "array",
          items: {
            type: "object",
            description: "One SKU.",
            properties: { sku: { type: "string" } },
            required: ["sku"],
          },
        },
      },
      required: ["orderId", "lines"],
    });
    expect(schema).toMatchObject({
      required: ["metadata", "data"],
      properties: { metadata: { required: expect.arrayContaining(["eventId", "type", "schemaVersion", "sequence"]) } },
    });
  });
});

describe("the committed schema files", () => {
  it.each(eventContracts)("hold $name, version $version, as the code gives it", async (contract) => {
    const file = schemaFileOf(contract);
    const schema = jsonSchemaOf(contract);
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    expect(text, "compatibility.ts judges schemas without references").not.toContain('"$ref"');
    // Before the comparison, because `-u` would write over what it shows.
    expect(
      narrowings(committedOf(file) ?? schema, schema),
      `${contract.name} breaks what version ${contract.version} promised: leave that version as it is and add the next`,
    ).toEqual([]);
    await expect(
      text,
      "additive, but not yet in its file: npx vitest run shared/contracts -u, then commit the file",
    ).toMatchFileSnapshot(join(folder, file));
  });

  it("are each of a version that the registry knows, and of all of them", () => {
    expect(
      readdirSync(folder).toSorted(),
      "a first run has just written what was missing: commit it; what was once published stays in the registry",
    ).toEqual(eventContracts.map(schemaFileOf).toSorted());
  });

  it("leave out no version of a fact", () => {
    const missing = eventContracts.flatMap(({ name, version }) =>
      Array.from({ length: version - 1 }, (_, earlier) => `${name}.v${earlier + 1}.json`).filter(
        (file) => committedOf(file) === undefined,
      ),
    );
    expect(missing).toEqual([]);
  });
});
