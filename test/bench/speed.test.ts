import { describe, expect, it } from "vitest";
import { judge } from "./report.ts";
import { waitRow } from "./speed.ts";

function go(perSecond: number, checkouts: readonly number[]) {
  return { shoppers: 32, perSecond, cpu: 20, checkouts };
}

describe("waitRow", () => {
  it("sets the checkout call beside what each shopper has of the time", () => {
    const row = waitRow(go(16, [1_000, 3_000, 9_000]));
    expect(row).toMatchObject({ value: 1.5, note: "3000 of 2000 ms" });
    expect(judge(row)).toBe("ok");
  });

  it("does not hold above twice of it", () => {
    expect(judge(waitRow(go(16, [4_100])))).toBe("over");
  });
});
