import { describe, expect, it } from "vitest";
import { type Go, rowsOf } from "./against.ts";
import { judge } from "./report.ts";

function go(stackCpu: number, databaseCpu: number, perSecond: number): Go {
  return { stackCpu, databaseCpu, perSecond };
}

function shown(rounds: Parameters<typeof rowsOf>[0]) {
  return Object.fromEntries(rowsOf(rounds).map((row) => [row.what, [row.value, judge(row)]]));
}

describe("rowsOf", () => {
  it("takes the median of each round's ratio, so that a slow moment of the machine counts on both sides", () => {
    const rows = shown([
      { mine: go(20, 30, 30), other: go(50, 30, 15) },
      { mine: go(60, 90, 10), other: go(200, 90, 5) },
      { mine: go(22, 31, 28), other: go(50, 30, 16) },
    ]);
    expect(rows["CPU of the stack for one order: this checkout"]).toEqual([22, ""]);
    expect(rows["CPU of the stack for one order: the other"]).toEqual([50, ""]);
    expect(rows["CPU of the stack for one order: ratio"]).toEqual([0.4, "ok"]);
    expect(rows["CPU of the database for one order: ratio"]).toEqual([1, ""]);
    expect(rows["whole checkouts, 8 shoppers: ratio"]).toEqual([2, "ok"]);
  });

  it("asks for 0.4 of the CPU and 1.6 times the orders", () => {
    const rows = shown([{ mine: go(41, 30, 15), other: go(100, 30, 10) }]);
    expect(rows["CPU of the stack for one order: ratio"]?.[1]).toBe("over");
    expect(rows["whole checkouts, 8 shoppers: ratio"]?.[1]).toBe("over");
  });
});
