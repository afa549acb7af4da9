import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

describe("canonicalJson", () => {
  it("is equal where only the order of fields differs, however deep", () => {
    const one = { b: [{ y: 1, x: undefined, a: "ä" }], a: null };
    expect(canonicalJson(one)).toBe('{"a":null,"b":[{"a":"ä","y":1}]}');
    expect(canonicalJson({ a: null, b: [{ a: "ä", y: 1 }] })).toBe(canonicalJson(one));
  });

  it("keeps the order of lists", () => {
    expect(canonicalJson(["b", "a"])).toBe('["b","a"]');
  });
});
