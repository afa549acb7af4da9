import { describe, expect, it } from "vitest";
import * as z from "zod";
import { opened } from "./opened.ts";

const closed = z.strictObject({ a: z.int() }).meta({ id: "ClosedForTest", description: "Only a." });

describe("opened", () => {
  it.each([
    ["an object", closed, { a: 1, new: 2 }, { a: 1 }],
    ["an object in an object", z.strictObject({ closed }), { closed: { a: 1, new: 2 }, new: 3 }, { closed: { a: 1 } }],
    ["a list", z.array(closed), [{ a: 1, new: 2 }], [{ a: 1 }]],
    ["a record", z.record(z.string(), closed), { key: { a: 1, new: 2 } }, { key: { a: 1 } }],
    ["a choice", z.union([z.string(), closed]), { a: 1, new: 2 }, { a: 1 }],
    [
      "a choice by a field",
      z.discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("one") }),
        z.strictObject({ kind: z.literal("two"), closed }),
      ]),
      { kind: "two", closed: { a: 1, new: 2 }, new: 3 },
      { kind: "two", closed: { a: 1 } },
    ],
    ["an optional", z.strictObject({ closed: closed.optional() }), { closed: { a: 1, new: 2 } }, { closed: { a: 1 } }],
    ["a nullable", closed.nullable(), { a: 1, new: 2 }, { a: 1 }],
    [
      "a field with a default",
      z.strictObject({ closed: closed.default({ a: 7 }) }),
      { closed: { a: 1, new: 2 } },
      { closed: { a: 1 } },
    ],
    ["a read-only", closed.readonly(), { a: 1, new: 2 }, { a: 1 }],
  ])("takes and drops unknown fields in %s, which as it was refuses them", (_, schema: z.ZodType, given, kept) => {
    expect(schema.safeParse(given).success).toBe(false);
    expect(opened(schema).parse(given)).toEqual(kept);
  });

  it("takes any code of the same length for a code of a list that somebody else keeps", () => {
    const metal = z.enum(["Au", "Ag"]).meta({ id: "MetalForTest", description: "A metal." });
    const { metal: open } = opened(z.strictObject({ metal })).shape;
    expect(["Au", "Pt", "Iron"].map((code) => open.safeParse(code).success)).toEqual([true, true, false]);
    expect(open.meta()).toEqual({ description: "A metal." });
    const own = opened(z.enum(["open", "closed"]));
    expect(own.safeParse("ajar").success).toBe(false);
  });

  it("keeps everything else: fields, limits, refinements, descriptions", () => {
    const list = z
      .array(closed)
      .min(1)
      .max(3)
      .refine((items) => items[0]?.a !== 7, "starts with 7")
      .meta({ description: "Up to three." });
    const open = opened(list);
    expect(open.safeParse([]).success).toBe(false);
    expect(open.safeParse([{ a: 1 }, { a: 1 }, { a: 1 }, { a: 1 }]).success).toBe(false);
    expect(open.safeParse([{ a: "1" }]).success).toBe(false);
    expect(open.safeParse([{}]).success).toBe(false);
    expect(open.safeParse([{ a: 7 }]).error?.issues[0]?.message).toBe("starts with 7");
    expect(open.meta()).toEqual({ description: "Up to three." });
    expect(open.element.meta()).toEqual({ description: "Only a." });
  });

  it("leaves the schema itself closed", () => {
    opened(z.array(closed));
    expect(closed.safeParse({ a: 1, new: 2 }).success).toBe(false);
    expect(closed.meta()).toEqual({ id: "ClosedForTest", description: "Only a." });
  });
});
