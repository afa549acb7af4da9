import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  differenceOf,
  PiecesNotAvailable,
  planArrival,
  planChange,
  planDeparture,
  planSpread,
  planTransfer,
} from "./plan-moves.ts";
import { addCounters, noPieces, type Pieces, type Stock } from "./stock.ts";

const at = "loc_main";

/** So many available pieces at each shard, and how many shards buyers are sent to. */
function sharded(available: readonly number[], shards = available.length): readonly Stock[] {
  return available.map((pieces, shard) => ({
    sku: "TEE",
    shard,
    levels: { [at]: addCounters(noPieces, { ...noPieces, onHand: Math.max(0, pieces), available: pieces }) },
    ...(shard === 0 ? { shards, everShards: available.length } : {}),
  }));
}

function quantities(pieces: readonly Pieces[]) {
  return pieces.map(({ shard, quantity }) => [shard, quantity]);
}
function sum(pieces: readonly Pick<Pieces, "quantity">[]) {
  return pieces.reduce((total, { quantity }) => total + quantity, 0);
}
function codeOf(plan: () => unknown): unknown {
  try {
    return plan();
  } catch (error) {
    return Object(error).declaration.code;
  }
}

describe("planArrival", () => {
  it("goes to the root of a SKU that has no stock, or no shards", () => {
    expect(quantities(planArrival([], at, 5))).toEqual([[0, 5]]);
    expect(quantities(planArrival(sharded([3]), at, 5))).toEqual([[0, 5]]);
  });

  it("goes to each shard alike, one more to those that have least", () => {
    expect(quantities(planArrival(sharded([9, 0, 5]), at, 7))).toEqual([
      [1, 3],
      [2, 2],
      [0, 2],
    ]);
    expect(quantities(planArrival(sharded([9, 0, 5]), at, 1))).toEqual([[1, 1]]);
  });

  it("goes to no shard that buyers are not sent to", () => {
    expect(quantities(planArrival(sharded([9, 0, 0], 1), at, 4))).toEqual([[0, 4]]);
  });
});

describe("planDeparture", () => {
  it("takes from as few shards as can be, also from those that buyers are not sent to", () => {
    expect(quantities(planDeparture(sharded([1, 4, 9], 2), at, 8))).toEqual([[2, -8]]);
    expect(quantities(planDeparture(sharded([1, 4, 9]), at, 12))).toEqual([
      [2, -9],
      [1, -3],
    ]);
  });

  it("refuses what is not available", () => {
    expect(codeOf(() => planDeparture(sharded([1, 4, -3]), at, 6))).toBe(PiecesNotAvailable.code);
    expect(codeOf(() => planDeparture(sharded([5]), "loc_none", 1))).toBe(PiecesNotAvailable.code);
    expect(codeOf(() => planDeparture([], at, 1))).toBe(PiecesNotAvailable.code);
  });
});

describe("planTransfer", () => {
  it("brings as many as it takes", () => {
    const pieces = planTransfer(sharded([4, 4]), at, "loc_berlin", 7);
    expect(sum(pieces)).toBe(0);
    expect(sum(pieces.filter(({ locationId }) => locationId === "loc_berlin"))).toBe(7);
  });
});

describe("a count", () => {
  it("differs from what is on hand over all shards", () => {
    const stocks = sharded([5, 6]);
    expect(differenceOf(stocks, at, 10)).toBe(-1);
    expect(differenceOf(stocks, "loc_berlin", 10)).toBe(10);
    expect(sum(planChange(stocks, at, -1))).toBe(-1);
    expect(sum(planChange(stocks, at, 3))).toBe(3);
  });
});

describe("planSpread", () => {
  const after = (stocks: readonly Stock[]) => {
    const available = stocks.map(({ levels }) => levels[at]?.available ?? 0);
    for (const { shard, quantity } of planSpread(stocks).flat()) available[shard] = (available[shard] ?? 0) + quantity;
    return available;
  };

  it.each([
    ["evenly over more shards", [10, 0, 0, 0], 4, [3, 3, 2, 2]],
    ["back from shards that are no more", [1, 4, 3, 2], 2, [5, 5, 0, 0]],
    ["back to the root alone", [0, 4, 3], 1, [7, 0, 0]],
    ["to meet what was sold ahead on the root", [-2, 5], 2, [2, 1]],
    ["nowhere where all is sold ahead", [-4, 1], 2, [-3, 0]],
    ["nowhere where it is even", [2, 2, 1], 3, [2, 2, 1]],
  ])("hands pieces over %s", (_, available, shards, expected) => {
    expect(after(sharded(available, shards))).toEqual(expected);
  });

  it("loses and makes nothing, asks no shard for more than it has, and leaves nothing to do", () => {
    const cases = fc
      .array(fc.integer({ min: -5, max: 50 }), { minLength: 1, maxLength: 16 })
      .chain((available) => fc.tuple(fc.constant(available), fc.integer({ min: 1, max: available.length })));
    fc.assert(
      fc.property(cases, ([available, shards]) => {
        const stocks = sharded(available, shards);
        const spread = after(stocks);
        const total = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0);
        expect(total(spread)).toBe(total(available));
        for (const [giver, taker] of planSpread(stocks)) {
          expect(giver.quantity + taker.quantity).toBe(0);
          expect(taker.quantity).toBeGreaterThan(0);
        }
        for (const [shard, left] of spread.entries()) {
          expect(left).toBeGreaterThanOrEqual(Math.min(0, available[shard] ?? 0));
          if (shard >= shards && total(available) >= 0) expect(left).toBe(0);
        }
        expect(planSpread(sharded(spread, shards))).toEqual([]);
      }),
    );
  });
});
