import { describe, expect, it } from "vitest";
import { itemBytes } from "./item-size.ts";

// Each rule: DynamoDB Developer Guide, "DynamoDB item sizes and formats".
describe("itemBytes", () => {
  it.each([
    ["a string: the UTF-8 bytes of name and value", { naïve: { S: "zoë" } }, 6 + 4],
    ["binary: the raw bytes", { b: { B: new Uint8Array(5) } }, 1 + 5],
    ["null: one byte", { none: { NULL: true } }, 4 + 1],
    ["a Boolean: one byte", { yes: { BOOL: false } }, 3 + 1],
    ["an empty list: three bytes", { list: { L: [] } }, 4 + 3],
    ["an empty map: three bytes", { map: { M: {} } }, 3 + 3],
    ["a list: three bytes, and one more for each element", { list: { L: [{ S: "ab" }, { S: "c" }] } }, 4 + 3 + 3 + 2],
    ["a map: three bytes, and name, value and one more for each member", { m: { M: { ab: { S: "c" } } } }, 1 + 3 + 4],
    ["a set: its members", { set: { SS: ["ab", "c"] } }, 3 + 3],
  ])("counts %s", (_, item, bytes) => expect(itemBytes(item)).toBe(bytes));

  it.each([
    ["0", 1],
    ["7", 2],
    ["42", 2],
    ["1990", 3],
    ["100000", 2],
    ["0.0025", 2],
    ["-12345", 4],
    ["1.5e10", 2],
    ["1763892000", 5],
  ])("counts the number %s by its significant digits", (number, bytes) => {
    expect(itemBytes({ n: { N: number } })).toBe(1 + bytes);
  });

  it("adds up what is nested", () => {
    const line = { M: { sku: { S: "MUG" }, quantity: { N: "12" } } };
    expect(itemBytes({ lines: { L: [line, line] } })).toBe(5 + 3 + 2 * (1 + 3 + (1 + 6) + (1 + 8 + 2)));
  });

  it("refuses what is no attribute value", () => {
    expect(() => itemBytes({ a: {} as never })).toThrow(TypeError);
  });
});
