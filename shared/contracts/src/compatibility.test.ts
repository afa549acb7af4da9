import { describe, expect, it } from "vitest";
import * as z from "zod";
import { narrowings } from "./compatibility.ts";
import type { JsonSchema } from "./interoperable.ts";

function schemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "input" });
}

/** A fact's data before the change under test; `changed` gives the same with other fields. */
const fields = {
  id: z.string(),
  note: z.string().optional(),
  count: z.int().min(1).max(10),
  reason: z.enum(["late", "lost"]),
  lines: z
    .array(z.object({ sku: z.string() }))
    .min(1)
    .max(3),
  owner: z.union([z.string().regex(/^cus_/), z.string().regex(/^gst_/)]),
  labels: z.record(z.string(), z.string()),
};
const before = schemaOf(z.object(fields));
function changed(change: Readonly<Record<string, z.ZodType>>): JsonSchema {
  return schemaOf(z.object({ ...fields, ...change } as z.core.$ZodLooseShape));
}
function without(name: keyof typeof fields): JsonSchema {
  const { [name]: _, ...rest } = fields;
  return schemaOf(z.object(rest));
}

describe("narrowings", () => {
  it("finds none in a schema and itself", () => {
    expect(narrowings(before, before)).toEqual([]);
  });

  it.each<[string, JsonSchema]>([
    ["an optional field more", changed({ more: z.string().optional() })],
    ["an optional field more in a list's items", changed({ lines: linesOf({ more: z.int().optional() }) })],
    ["a field described otherwise", changed({ id: z.string().meta({ description: "Whose.", example: "x" }) })],
    ["a lower minimum", changed({ count: z.int().min(0).max(10) })],
    ["a higher maximum", changed({ count: z.int().min(1).max(11) })],
    ["no maximum", changed({ count: z.int().min(1) })],
    ["any number for whole ones", changed({ count: z.number().min(1).max(10) })],
    ["one more reason", changed({ reason: z.enum(["late", "lost", "broken"]) })],
    ["any reason", changed({ reason: z.string() })],
    ["null besides a word", changed({ id: z.string().nullable() })],
    ["one more kind of owner", changed({ owner: z.union([...fields.owner.options, z.string().regex(/^adm_/)]) })],
    ["the kinds of owner in another order", changed({ owner: z.union([...fields.owner.options].toReversed()) })],
    ["any owner", changed({ owner: z.string() })],
    [
      "longer lists",
      changed({
        lines: z
          .array(z.object({ sku: z.string() }))
          .min(0)
          .max(4),
      }),
    ],
    ["labels of numbers besides words", changed({ labels: z.record(z.string(), z.union([z.string(), z.number()])) })],
  ])("takes %s for an additive change", (_, after) => {
    expect(narrowings(before, after)).toEqual([]);
  });

  it.each<[string, JsonSchema, string]>([
    ["a removed field", without("id"), "$.id: removed"],
    ["a removed optional field", without("note"), "$.note: removed"],
    [
      "a field removed from a list's items",
      changed({ lines: z.array(z.object({})).min(1).max(3) }),
      "$.lines[].sku: removed",
    ],
    ["a field that may be missing", changed({ id: z.string().optional() }), "$.id: may be missing now"],
    ["a new field that must be there", changed({ more: z.string() }), "$.more: required now"],
    ["an optional field that must be there", changed({ note: z.string() }), "$.note: required now"],
    [
      "a required field more in a list's items",
      changed({ lines: linesOf({ more: z.int() }) }),
      "$.lines[].more: required now",
    ],
    ["another type", changed({ id: z.int().min(-9).max(9) }), '$.id: type became "integer", was "string"'],
    ["a higher minimum", changed({ count: z.int().min(2).max(10) }), "$.count: minimum became 2, was 1"],
    ["a lower maximum", changed({ count: z.int().min(1).max(9) }), "$.count: maximum became 9, was 10"],
    ["a first minimum", changed({ id: z.string().min(1) }), "$.id: minLength became 1, was nothing"],
    ["a first maximum", changed({ id: z.string().max(9) }), "$.id: maxLength became 9, was nothing"],
    [
      "an exclusive minimum",
      changed({ count: z.int().gt(1).max(10) }),
      "$.count: exclusiveMinimum became 1, was nothing",
    ],
    ["shorter lists", changed({ lines: fields.lines.max(2) }), "$.lines: maxItems became 2, was 3"],
    ["a pattern", changed({ id: z.string().regex(/^x/) }), '$.id: pattern became "^x", was nothing'],
    ["a format", changed({ id: z.iso.date() }), '$.id: format became "date", was nothing'],
    ["a reason less", changed({ reason: z.enum(["late"]) }), '$.reason: "lost" is not allowed now'],
    ["a single reason", changed({ reason: z.literal("lost") }), '$.reason: "late" is not allowed now'],
    ["reasons instead of any word", changed({ id: z.enum(["a"]) }), '$.id: only ["a"] is allowed now'],
    [
      "a kind of owner less",
      changed({ owner: z.string().regex(/^cus_/) }),
      '$.owner: {"type":"string","pattern":"^gst_"} is not allowed now',
    ],
    [
      "a choice that leaves out what was allowed",
      changed({ id: z.union([z.int(), z.null()]) }),
      '$.id: {"type":"string"} is not allowed now',
    ],
    [
      "labels of numbers",
      changed({ labels: z.record(z.string(), z.number()) }),
      '$.labels.*: type became "number", was "string"',
    ],
    ["a closed object", schemaOf(z.strictObject(fields)), "$: closed to further fields"],
    ["multiples only", changed({ count: fields.count.multipleOf(5) }), "$.count: multipleOf became 5, was nothing"],
  ])("names %s", (_, after, finding) => {
    expect(narrowings(before, after)).toContain(finding);
  });

  it("tells whole numbers from any numbers", () => {
    const [whole, any] = [schemaOf(z.int()), schemaOf(z.number().min(-9).max(9))];
    expect(narrowings({ type: "number" }, { type: "integer" })).toEqual(['$: type became "integer", was "number"']);
    expect(narrowings(whole, { type: "number" })).toEqual([]);
    expect(narrowings(any, schemaOf(z.int().min(-9).max(9)))).toHaveLength(1);
  });

  it("names each of many breaks", () => {
    const after = changed({ id: z.string().optional(), reason: z.enum(["late"]), count: z.int().min(2).max(9) });
    expect(narrowings(before, after)).toEqual([
      "$.id: may be missing now",
      "$.count: minimum became 2, was 1",
      "$.count: maximum became 9, was 10",
      '$.reason: "lost" is not allowed now',
    ]);
  });

  it("takes a change of a keyword it has no rule for as a break, and its end as none", () => {
    expect(narrowings({ type: "array" }, { type: "array", uniqueItems: true })).toEqual([
      "$: uniqueItems became true, was nothing",
    ]);
    expect(narrowings({ type: "array", uniqueItems: true }, { type: "array" })).toEqual([]);
    expect(narrowings({ $ref: "#/$defs/A" }, { $ref: "#/$defs/B" })).toHaveLength(1);
  });

  it.each(["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"])(
    "lets %s fall or go, not rise",
    (name) => {
      expect(narrowings({ [name]: 2 }, { [name]: 1 })).toEqual([]);
      expect(narrowings({ [name]: 2 }, {})).toEqual([]);
      expect(narrowings({ [name]: 2 }, { [name]: 3 })).toEqual([`$: ${name} became 3, was 2`]);
      expect(narrowings({}, { [name]: 2 })).toEqual([`$: ${name} became 2, was nothing`]);
    },
  );

  it.each(["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"])(
    "lets %s rise or go, not fall",
    (name) => {
      expect(narrowings({ [name]: 2 }, { [name]: 3 })).toEqual([]);
      expect(narrowings({ [name]: 2 }, {})).toEqual([]);
      expect(narrowings({ [name]: 2 }, { [name]: 1 })).toEqual([`$: ${name} became 1, was 2`]);
      expect(narrowings({}, { [name]: 2 })).toEqual([`$: ${name} became 2, was nothing`]);
    },
  );

  it.each(["$schema", "$id", "title", "description", "example", "examples", "default", "deprecated"])(
    "lets %s say anything",
    (name) => {
      expect(narrowings({ [name]: "one" }, { [name]: "other" })).toEqual([]);
      expect(narrowings({}, { [name]: "other" })).toEqual([]);
    },
  );

  it("judges a single value, and a choice of one, like any other", () => {
    expect(narrowings({ const: "a" }, { const: "a" })).toEqual([]);
    expect(narrowings({ const: "a" }, { enum: ["a", "b"] })).toEqual([]);
    expect(narrowings({ const: "a" }, { const: "b" })).toEqual(['$: "a" is not allowed now']);
    const [word, whole] = [{ type: "string" }, { type: "integer" }];
    expect(narrowings({ anyOf: [word] }, { anyOf: [word, whole] })).toEqual([]);
    expect(narrowings({ anyOf: [word] }, word)).toEqual([]);
    expect(narrowings(word, { anyOf: [word] })).toEqual([]);
    expect(narrowings({ anyOf: [word] }, { anyOf: [whole] })).toHaveLength(1);
    expect(narrowings({ anyOf: [word] }, whole)).toHaveLength(1);
    expect(narrowings(word, { anyOf: [whole] })).toHaveLength(1);
  });

  it("counts what a schema without a type took", () => {
    expect(narrowings({}, { type: "string" })).toEqual(['$: type became "string", was nothing']);
    expect(narrowings({ type: "array" }, { type: "array", items: { type: "string" } })).toEqual([
      '$[]: type became "string", was nothing',
    ]);
  });
});

function linesOf(more: z.core.$ZodLooseShape) {
  return z
    .array(z.object({ sku: z.string(), ...more }))
    .min(1)
    .max(3);
}
