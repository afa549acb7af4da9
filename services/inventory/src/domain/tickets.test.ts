import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Claim, checkNumbers, ledgerOf, ledgersBetween, ledgersOf, mainLedger } from "./tickets.ts";

const early = "2026-11-28T09:00:00.000Z";
const before = "2026-11-28T09:05:00.000Z";
const late = "2026-11-28T09:06:00.000Z";

function claim(ticket: number, quantity = 1, claimedAt = early): Claim {
  return { ticket, quantity, claimedAt };
}

describe("the ledgers of tickets", () => {
  it("take a hundred numbers each", () => {
    expect([1, 100, 101].map((ticket) => ledgerOf("loc_main", ticket))).toEqual([
      "loc_main/1",
      "loc_main/1",
      "loc_main/2",
    ]);
  });

  it("are those of all numbers after one, up to another", () => {
    expect(ledgersBetween("loc_main", 0, 0)).toEqual([]);
    expect(ledgersBetween("loc_main", 100, 100)).toEqual([]);
    expect(ledgersBetween("loc_main", 99, 201)).toEqual(["loc_main/1", "loc_main/2", "loc_main/3"]);
    expect(ledgersBetween("loc_main", 100, 101)).toEqual(["loc_main/2"]);
  });

  it("follow the main one, location by location", () => {
    const level = { onHand: 5, reserved: 0, allocated: 0, available: 5 };
    const levels = { loc_main: { ...level, issued: 101 }, loc_berlin: { ...level, issued: 1 }, loc_oslo: level };
    expect(ledgersOf({ sku: "TEE", levels })).toEqual([mainLedger, "loc_berlin/1", "loc_main/1", "loc_main/2"]);
    expect(ledgersOf(undefined)).toEqual([mainLedger]);
  });
});

describe("checkNumbers", () => {
  const numbers = { checked: 10, issued: 15, ticketedAt: late };

  it("finds nothing where every number is claimed", () => {
    expect(checkNumbers(numbers, [claim(11, 2), claim(13), claim(14, 2)], before)).toEqual({
      checked: 15,
      orphans: [],
    });
  });

  it("finds what was issued before a number that was claimed long ago, and stops checking there", () => {
    expect(checkNumbers(numbers, [claim(11), claim(14, 2)], before)).toEqual({ checked: 11, orphans: [12, 13] });
  });

  it("waits for whoever may still come", () => {
    expect(checkNumbers(numbers, [claim(11), claim(14, 2, late)], before)).toEqual({ checked: 11, orphans: [] });
    expect(checkNumbers(numbers, [claim(11, 3)], before)).toEqual({ checked: 13, orphans: [] });
  });

  it("finds the last numbers once none was issued for long", () => {
    const quiet = { ...numbers, ticketedAt: early };
    expect(checkNumbers(quiet, [claim(11, 3)], before)).toEqual({ checked: 13, orphans: [14, 15] });
  });

  it("covers every number once, by a claim or as an orphan, where all is old", () => {
    const tickets = fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 5 }), came: fc.boolean() }));
    fc.assert(
      fc.property(tickets, (taken) => {
        let issued = 0;
        const claims: Claim[] = [];
        const lost: number[] = [];
        for (const { quantity, came } of taken) {
          if (came) claims.push(claim(issued + 1, quantity));
          else lost.push(...Array.from({ length: quantity }, (_, index) => issued + 1 + index));
          issued += quantity;
        }
        const { checked, orphans } = checkNumbers({ checked: 0, issued, ticketedAt: early }, claims, before);
        expect(orphans).toEqual(lost);
        expect(checked).toBe((lost[0] ?? issued + 1) - 1);
      }),
    );
  });
});
