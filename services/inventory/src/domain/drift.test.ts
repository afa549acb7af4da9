import { fact } from "@millrace/contracts/define-event";
import { StockReconciled } from "@millrace/contracts/inventory";
import { describe, expect, it } from "vitest";
import { findDrift, repair, stoodStill } from "./drift.ts";
import { type Counters, noUnits, type Stock } from "./stock.ts";

function level(units: number): Counters {
  return { ...noUnits, onHand: units, available: units };
}

const stock: Stock = { sku: "TEE", levels: { loc_a: level(2), loc_b: level(1), loc_d: level(4) }, moves: 4 };
const ledger = new Map([
  ["loc_a", level(5)],
  ["loc_c", level(1)],
  ["loc_d", level(4)],
]);
const drift = [
  { locationId: "loc_a", ...level(-3) },
  { locationId: "loc_b", ...level(1) },
  { locationId: "loc_c", ...level(-1) },
];

describe("findDrift", () => {
  it("finds each location that counters and ledger differ on, also those that one of them does not know", () => {
    const findings = findDrift(stock, ledger);
    expect(findings.map((finding) => finding.drift)).toEqual(drift);
    expect(findings.map((finding) => finding.ledger)).toEqual([level(5), noUnits, level(1)]);
  });
});

describe("repair", () => {
  it("given findings, sets their counters and tells by how much they were off", () => {
    const findings = findDrift(stock, ledger);
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
  it("sees a change of the counters, and stock that was made", () => {
    expect(stoodStill(stock, { ...stock })).toBe(true);
    expect(stoodStill(stock, { ...stock, moves: 5 })).toBe(false);
    expect(stoodStill(undefined, { ...stock, moves: 1 })).toBe(false);
    expect(stoodStill(undefined, undefined)).toBe(true);
  });
});
