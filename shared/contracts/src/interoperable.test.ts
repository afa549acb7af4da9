import { describe, expect, it } from "vitest";
import * as z from "zod";
import { interoperablePattern, sayInteroperably } from "./interoperable.ts";

function schemaOf(schema: z.ZodType) {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input", override: sayInteroperably });
  return rest;
}

/** Source: JSON Schema Core 2020-12, §6.4 "Regular Expressions". */
describe("interoperablePattern", () => {
  it.each([
    [/^[A-Z0-9](?:-[A-Z]+)*$/, "^[A-Z0-9](-[A-Z]+)*$"],
    [/^\d{4}-\d\d$/, "^[0-9]{4}-[0-9][0-9]$"],
    [/^[\w.-]{8,64}$/, "^[A-Za-z0-9_.-]{8,64}$"],
    [/^"(0|[1-9]\d{0,8})"$/, '^"(0|[1-9][0-9]{0,8})"$'],
    [/^a\.b\/c+?$/, "^a[.]b[/]c+?$"],
    [/^\[x\]\^[\]\\]$/, "^\\[x\\]\\^[\\]\\\\]$"],
    [/^[.?*(]$/, "^[.?*(]$"],
    [/^ä[ß-ü]$/u, "^ä[ß-ü]$"],
  ])("says %s so that every engine reads it alike", (pattern, said) => {
    expect(interoperablePattern(pattern)).toBe(said);
    for (const flags of ["", "u"]) expect(new RegExp(said, flags).source).toBe(new RegExp(said).source);
  });

  it.each([
    ["a class of Unicode", /^[^\p{Cc}\p{Cs}]*$/u],
    ["a space of any script", /^[^\s]+$/],
    ["a look ahead", /^(?=.*[a-z])[a-z ]+$/],
    ["a look behind", /(?<!a)b/],
    ["a name of a group", /(?<year>[0-9])/],
    ["a boundary of a word", /\bword\b/],
    ["any character, which engines read each in its way", /^a.b$/],
    ["a character by its number", /^[\x21-\x7e]$/],
    ["a line break", /^[^\n]*$/],
    ["letters of either case by a flag", /^[a-z]$/i],
  ])("has no words for %s", (_, pattern) => {
    expect(interoperablePattern(pattern)).toBeUndefined();
  });
});

describe("sayInteroperably", () => {
  it("says a pattern that it has no words for, and a refinement, as what is refused", () => {
    const name = z.string().regex(/^[^\p{Cc}]*$/u, "holds control characters");
    expect(schemaOf(name)).toEqual({ type: "string", description: "Not valid if it holds control characters." });
    const code = z
      .string()
      .length(3)
      .refine((text) => text !== "XXX", "is not a code")
      .meta({ description: "A code." });
    expect(schemaOf(code)).toMatchObject({ minLength: 3, description: "A code. Not valid if it is not a code." });
  });

  it("names the field that a refinement refuses", () => {
    const days = z
      .strictObject({ from: z.int(), to: z.int() })
      .refine(({ from, to }) => from <= to, { path: ["to"], error: "is below from" });
    expect(schemaOf(days)).toMatchObject({ description: "Not valid if to is below from." });
  });

  it("keeps the pattern that can be said beside one that cannot", () => {
    const both = z.string().regex(/^\w+$/).regex(/^\S/u, "begins with a space").regex(/a$/);
    expect(schemaOf(both)).toEqual({
      type: "string",
      allOf: [{ pattern: "^[A-Za-z0-9_]+$" }, { pattern: "a$" }],
      description: "Not valid if it begins with a space.",
    });
  });

  it("leaves times, dates and addresses to their format, which clients make types of", () => {
    expect(schemaOf(z.iso.datetime({ precision: 3 }))).toEqual({ type: "string", format: "date-time" });
    expect(schemaOf(z.iso.date())).toEqual({ type: "string", format: "date" });
    expect(schemaOf(z.email())).toEqual({ type: "string", format: "email" });
  });

  it("says a sentence once, however often a schema is built on", () => {
    const word = z.string().regex(/^\P{L}$/u, "is a letter");
    const used = z.strictObject({ word: word.meta({ description: "W." }).optional() });
    expect(schemaOf(used)).toMatchObject({ properties: { word: { description: "W. Not valid if it is a letter." } } });
  });
});
