import { describe, expect, it } from "vitest";
import { accessPatternsOf } from "./access-patterns.ts";

function patternOf(text: string) {
  return accessPatternsOf([{ name: "it", text }])[0];
}

describe("an access pattern", () => {
  it("that reads says index, consistency and bound", () => {
    expect(patternOf("AP-C3. Products, the latest first: gsi1 query, eventually consistent, one page. More.")).toEqual({
      id: "AP-C3",
      name: "it",
      question: "Products, the latest first",
      index: "gsi1 query",
      consistency: "eventual",
      bound: "one page",
    });
  });

  it("that reads without a bound reads one item", () => {
    expect(patternOf("AP-O1. One order by id: table get, strongly consistent.")).toMatchObject({
      index: "table get",
      consistency: "strong",
      bound: "1 item",
    });
  });

  it("that writes is a condition on one item, or on as many as it says", () => {
    expect(patternOf("AP-C20. One more variant; refused when its SKU is taken.")).toMatchObject({
      question: "One more variant",
      index: "table",
      consistency: "conditional write",
      bound: "1 item",
    });
    expect(patternOf("AP-S7. A zone anew: at most 81 items. Its journal entry is the lock.")).toMatchObject({
      question: "A zone anew",
      bound: "at most 81 items",
    });
  });

  it("in another form is refused by its id", () => {
    expect(() => patternOf("AP-O1. One order by id: strongly consistent.")).toThrow("AP-O1");
  });
});

it("what has no id is no access pattern", () => {
  expect(accessPatternsOf([{ name: "it", text: "Something else: table get, strongly consistent." }])).toEqual([]);
});

it("access patterns are sorted by prefix and number", () => {
  const texts = ["AP-PB1. A.", "AP-C10. A.", "AP-C9. A."];
  expect(accessPatternsOf(texts.map((text) => ({ name: "it", text }))).map(({ id }) => id)).toEqual([
    "AP-C9",
    "AP-C10",
    "AP-PB1",
  ]);
});
