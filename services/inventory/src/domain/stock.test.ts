import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addCounters,
  type Counters,
  changeOf,
  countersOf,
  insufficient,
  type MovementKind,
  movementKinds,
  noUnits,
} from "./stock.ts";

function isBalanced({ onHand, reserved, allocated, available }: Counters): boolean {
  return onHand === reserved + allocated + available;
}

describe("a movement", () => {
  it.each<readonly [MovementKind, Counters]>([
    ["RECEIPT", { onHand: 3, reserved: 0, allocated: 0, available: 3 }],
    ["ADJUSTMENT", { onHand: 3, reserved: 0, allocated: 0, available: 3 }],
    ["COUNT", { onHand: 3, reserved: 0, allocated: 0, available: 3 }],
    ["TRANSFER", { onHand: 3, reserved: 0, allocated: 0, available: 3 }],
    ["RESERVATION", { onHand: 0, reserved: 3, allocated: 0, available: -3 }],
    ["ALLOCATION", { onHand: 0, reserved: -3, allocated: 3, available: 0 }],
    ["RELEASE", { onHand: 0, reserved: -3, allocated: 0, available: 3 }],
  ])("of kind %s changes these counters", (kind, change) => {
    expect(addCounters(noUnits, changeOf(kind, 3))).toEqual(change);
  });

  it("of any kind is in this table", () => {
    expect(movementKinds.toSorted()).toEqual(
      ["ADJUSTMENT", "ALLOCATION", "COUNT", "RECEIPT", "RELEASE", "RESERVATION", "TRANSFER"].toSorted(),
    );
  });
});

const locations = fc.constantFrom("loc_a", "loc_b");
const movement = fc.record({
  kind: fc.constantFrom(...movementKinds),
  units: fc.array(fc.record({ locationId: locations, quantity: fc.integer({ min: -99, max: 99 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
});

describe("countersOf", () => {
  it("keeps onHand = reserved + allocated + available at every location, whatever moved", () => {
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 40 }), (movements) => {
        expect([...countersOf(movements).values()].filter((counters) => !isBalanced(counters))).toEqual([]);
      }),
    );
  });

  it("does not depend on the order of the ledger", () => {
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 20 }), (movements) => {
        const sorted = (list: typeof movements) =>
          [...countersOf(list)].toSorted(([one], [other]) => (one < other ? -1 : 1));
        expect(sorted(movements.toReversed())).toEqual(sorted(movements));
      }),
    );
  });

  it("goes on from what it has counted before, page by page", () => {
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 20 }), fc.nat(20), (movements, cut) => {
        const first = countersOf(movements.slice(0, cut));
        expect(countersOf(movements.slice(cut), first)).toEqual(countersOf(movements));
      }),
    );
  });

  it("finds the units of each location", () => {
    const at = (locationId: string, quantity: number) => ({ locationId, quantity });
    const counters = countersOf([
      { kind: "RECEIPT", units: [at("loc_a", 5), at("loc_c", 4)] },
      { kind: "TRANSFER", units: [at("loc_a", -2), at("loc_b", 2)] },
      { kind: "RESERVATION", units: [at("loc_b", 1)] },
    ]);
    expect(Object.fromEntries(counters)).toEqual({
      loc_a: { onHand: 3, reserved: 0, allocated: 0, available: 3 },
      loc_c: { onHand: 4, reserved: 0, allocated: 0, available: 4 },
      loc_b: { onHand: 2, reserved: 1, allocated: 0, available: 1 },
    });
  });
});

describe("insufficient", () => {
  it("names each SKU by its line, and what is left of it", () => {
    const line = { sku: "TEE", quantity: 3 };
    expect(insufficient([line], [{ ...line, available: 1 }]).details.errors).toEqual([
      { field: "lines.TEE", reason: "3 wanted, 1 available" },
    ]);
  });
});
