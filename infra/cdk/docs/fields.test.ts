import type { JsonSchema } from "@millrace/contracts/interoperable";
import { expect, it } from "vitest";
import { fieldsOf } from "./fields.ts";

/** The rows of the table of a schema, as text. */
function rowsOf(schema: JsonSchema): readonly string[] {
  const rows = fieldsOf(schema).html.match(/<tr><td>[\s\S]*?<\/tr>/g) ?? [];
  return rows.map((row) =>
    row
      .replaceAll(/<[^>]+>/g, " ")
      .replaceAll(/\s+/g, " ")
      .trim(),
  );
}

it("names every field by its path, whatever it lies in", () => {
  const line = { type: "object", properties: { sku: { type: "string" } }, required: ["sku"] };
  expect(
    rowsOf({
      type: "object",
      properties: {
        lines: { type: "array", items: line },
        owner: { anyOf: [{ type: "string", pattern: "^cus_" }, line] },
        total: { description: "All.", allOf: [{ $ref: "#/components/schemas/Money" }] },
        grid: { type: "array", items: { type: "array", items: line } },
      },
      required: ["lines"],
    }),
  ).toEqual([
    "lines list of object",
    "lines[].sku string",
    "owner optional string or object ^cus_",
    "owner.sku string",
    "total optional Money All.",
    "grid optional list of list of object",
    "grid[][].sku string",
  ]);
});

it.each<[JsonSchema, string]>([
  [{ type: "integer", minimum: 1, maximum: 10 }, "1–10"],
  [{ type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, "≥ 0"],
  [{ type: "integer", minimum: -Number.MAX_SAFE_INTEGER, maximum: 5 }, "≤ 5"],
  [{ type: "string", minLength: 2, maxLength: 2 }, "2 characters"],
  [{ type: "array", maxItems: 40, items: {} }, "≤ 40 items"],
  [{ type: "string", enum: ["late", "lost"] }, "late lost"],
])("says what %j takes", (schema, words) => {
  expect(rowsOf({ type: "object", properties: { a: schema } })[0]).toMatch(new RegExp(`${words}$`));
});

it("makes a table of each shape of a union", () => {
  const shape = (name: string) => ({ type: "object", properties: { [name]: { type: "string" } }, required: [name] });
  expect(fieldsOf({ anyOf: [shape("a"), shape("b")] }).html.match(/<table>/g)).toHaveLength(2);
});
