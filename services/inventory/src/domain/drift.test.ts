import { fact } from "@millrace/contracts/define-event";
import { StockReconciled } from "@millrace/contracts/inventory";
import { describe, expect, it } from "vitest";
import { findDrift, repair, stoodStill } from "./drift.ts";
import { type Counters, noUnits, type Stock } from "./stock.ts";

function level(units: number): Counters {
  return { ...noUnits, onHand: units, available: units };
}

const stocks: readonly Stock[] = [
  { sku: "TEE", shard: 0, levels: { loc_a: level(3), loc_b: level(1) }, moves: 4 },
  { sku: "TEE", shard: 1, levels: { loc_a: level(2) } },
];
const ledger = new Map([
  ["loc_a/0", level(3)],
  ["loc_a/1", level(5)],
  ["loc_c/1", level(1)],
]);
const drift = [
  { locationId: "loc_a", shard: 1, ...level(-3) },
  { locationId: "loc_b", shard: 0, ...level(1) },
  { locationId: "loc_c", shard: 1, ...level(-1) },
];

describe("findDrift", () => {
  it("finds each place that counters and ledger differ on, also those that one of them does not know", () => {
    const findings = findDrift(stocks, ledger);
    expect(findings.map((finding) => finding.drift)).toEqual(drift);
    expect(findings.map((finding) => finding.ledger)).toEqual([level(5), noUnits, level(1)]);
  });
});

describe("repair", () => {
  it("given findings, sets their counters and tells by how much they were off", () => {
    const findings = findDrift(stocks, ledger);
    expect(repair("rec_1", "TEE", findings)).toEqual({
      state: findings,
      fact: fact(StockReconciled, "rec_1", 1, { reconciliationId: "rec_1", sku: "TEE", drift }),
    });
  });

  it("given none, changes nothing", () => {
    expect(repair("rec_1", "TEE", [])).toBeUndefined();
  });
});

describe("stoodStill", () => {
  it("sees a change of any shard, and a shard that was made", () => {
    expect(stoodStill(stocks, stocks.slice())).toBe(true);
    expect(stoodStill(stocks, stocks.slice(0, 1))).toBe(false);
    expect(
      stoodStill(
        stocks,
        stocks.map((stock) => ({ ...stock, moves: 1 })),
      ),
    ).toBe(false);
  });
});
