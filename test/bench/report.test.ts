import { describe, expect, it } from "vitest";
import { judge, lineOf, median, percentile } from "./report.ts";

function row(value: number, budget?: Parameters<typeof judge>[0]["budget"]) {
  return { what: "requests per order", value, unit: "", ...(budget && { budget }) } as const;
}

describe("judge", () => {
  it.each([
    [16, { atMost: 16 }, "ok"],
    [17, { atMost: 16 }, "over"],
    [60, { atLeast: 60 }, "ok"],
    [59.9, { atLeast: 60 }, "over"],
    [50, { exactly: 50 }, "ok"],
    [49, { exactly: 50 }, "over"],
  ] as const)("calls %d of %o %s", (value, budget, verdict) => expect(judge(row(value, budget))).toBe(verdict));

  it("asks nothing of a number without a budget", () => expect(judge(row(1e9))).toBe(""));

  it("never lets pass what could not be measured", () => {
    for (const budget of [{ atMost: 1 }, { atLeast: 1 }, { exactly: 1 }]) {
      expect(judge(row(Number.NaN, budget))).toBe("over");
    }
  });
});

describe("lineOf", () => {
  it("shows number, unit, budget and verdict", () => {
    const line = lineOf({ what: "checkouts", value: 12.3456, unit: "orders/s", budget: { atLeast: 24.4 }, note: "n" });
    expect(line.split(/\s{2,}| (?=n$)/)).toEqual(["checkouts", "12.3 orders/s", "≥ 24.4", "over", "n"]);
  });

  it.each([
    [0, "0"],
    [14, "14"],
    [0.01234, "0.0123"],
    [1234.5, "1235"],
    [Number.NaN, "—"],
  ])("shows %d as %s", (value, shown) => expect(lineOf(row(value))).toMatch(new RegExp(` ${shown}$`)));
});

describe("percentile", () => {
  it("interpolates between neighbors", () => {
    expect(percentile([4, 1, 3, 2], 95)).toBeCloseTo(3.85);
    expect(percentile([7], 95)).toBe(7);
    expect(percentile([], 95)).toBeNaN();
  });

  it("has the median in the middle", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
  });
});
