import { fact } from "@millrace/contracts/define-event";
import { StockAdjusted, StockCounted, StockReceived, StockTransferred } from "@millrace/contracts/inventory";
import { describe, expect, it } from "vitest";
import { emptyBook, LocationNotFound } from "./location.ts";
import { adjust, count, type Found, receive, transfer, UnitsNotAvailable } from "./moves.ts";
import { type Movement, type MovementKind, noUnits, type Stock, sumOf } from "./stock.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const [tee, main, berlin] = ["TEE", "loc_main", "loc_berlin"] as const;

/** So many available units at each shard, how many shards buyers are sent to, and how many of all units are held. */
function sharded(available: readonly number[], shards = available.length, held = 0): Found {
  const stocks = available.map(
    (units, shard): Stock => ({
      sku: tee,
      shard,
      levels: { [main]: { ...noUnits, onHand: Math.max(0, units) + held, reserved: held, available: units } },
      ...(shard === 0 ? { shards, totalShards: available.length } : {}),
    }),
  );
  return { stocks, book: emptyBook };
}

/** A shop that names another location alone. */
function elsewhere(found: Found): Found {
  const locations = [{ locationId: "loc_other", name: "Other", priority: 1, active: true }];
  return { ...found, book: { ...emptyBook, locations } };
}

function codeOf(decide: () => unknown): unknown {
  try {
    return decide();
  } catch (error) {
    return Object(error).declaration.code;
  }
}

function moved(
  kind: MovementKind,
  causeId: string,
  ...units: readonly (readonly [string, number, number])[]
): Movement {
  return {
    sku: tee,
    kind,
    causeId,
    units: units.map(([locationId, shard, quantity]) => ({ locationId, shard, quantity })),
    movedAt: "2026-11-23T09:30:00.000Z",
  };
}

describe("receive", () => {
  const receiptOf = (quantity: number) => ({ receiptId: "rcp_1", sku: tee, locationId: main, quantity });
  const units = (found: Found, quantity: number) => receive(found, receiptOf(quantity), at).state.units;

  it.each([
    ["a SKU that has no stock", sharded([])],
    ["a SKU that has no shards", sharded([3])],
  ])("given %s, brings all units to the root and tells them as the receipt's only fact", (_, found) => {
    expect(receive(found, receiptOf(5), at)).toEqual({
      state: moved("RECEIPT", "rcp_1", [main, 0, 5]),
      fact: fact(StockReceived, "rcp_1", 1, receiptOf(5)),
    });
  });

  it("given shards, brings to each alike, one more to those that have least", () => {
    expect(units(sharded([9, 0, 5]), 7)).toEqual(moved("RECEIPT", "", [main, 1, 3], [main, 2, 2], [main, 0, 2]).units);
    expect(units(sharded([9, 0, 5]), 1)).toEqual(moved("RECEIPT", "", [main, 1, 1]).units);
  });

  it("given shards that buyers are not sent to, brings nothing there", () => {
    expect(units(sharded([9, 0, 0], 1), 4)).toEqual(moved("RECEIPT", "", [main, 0, 4]).units);
  });

  it("given a shop that does not name the location, refuses", () => {
    expect(codeOf(() => receive(elsewhere(sharded([1])), receiptOf(1), at))).toBe(LocationNotFound.code);
  });
});

describe("adjust", () => {
  const adjustmentOf = (quantity: number, locationId: string = main) =>
    ({ adjustmentId: "adj_1", sku: tee, locationId, quantity, reason: "lost" }) as const;

  it("given units in shards, takes those that went from as few as can be, and tells the reason", () => {
    expect(adjust(sharded([1, 4, 9], 2), adjustmentOf(-8), at)).toEqual({
      state: moved("ADJUSTMENT", "adj_1", [main, 2, -8]),
      fact: fact(StockAdjusted, "adj_1", 1, adjustmentOf(-8)),
    });
    const { state } = adjust(sharded([1, 4, 9]), adjustmentOf(-12), at);
    expect(state).toEqual(moved("ADJUSTMENT", "adj_1", [main, 2, -9], [main, 1, -3]));
  });

  it("given shards, brings those that came as a receipt does", () => {
    expect(adjust(sharded([9, 0, 5]), adjustmentOf(1), at).state).toEqual(moved("ADJUSTMENT", "adj_1", [main, 1, 1]));
  });

  it("given fewer available units, none there, no stock, or another location, refuses", () => {
    expect(codeOf(() => adjust(sharded([1, 4, -3]), adjustmentOf(-6), at))).toBe(UnitsNotAvailable.code);
    expect(codeOf(() => adjust(sharded([5]), adjustmentOf(-1, "loc_none"), at))).toBe(UnitsNotAvailable.code);
    expect(codeOf(() => adjust(sharded([]), adjustmentOf(-1), at))).toBe(UnitsNotAvailable.code);
    expect(codeOf(() => adjust(elsewhere(sharded([5])), adjustmentOf(1), at))).toBe(LocationNotFound.code);
  });
});

describe("transfer", () => {
  const transferOf = (quantity: number) => ({ transferId: "trf_1", sku: tee, from: main, to: berlin, quantity });

  it("given enough units, brings as many as it takes, in one movement", () => {
    const { state, fact: told } = transfer(sharded([4, 4]), transferOf(7), at);
    expect(state).toEqual(moved("TRANSFER", "trf_1", [main, 0, -4], [main, 1, -3], [berlin, 0, 4], [berlin, 1, 3]));
    expect(sumOf(state.units)).toBe(0);
    expect(told).toEqual(fact(StockTransferred, "trf_1", 1, transferOf(7)));
  });

  it("given fewer units, no stock, or another location, refuses", () => {
    expect(codeOf(() => transfer(sharded([4, 4]), transferOf(9), at))).toBe(UnitsNotAvailable.code);
    expect(codeOf(() => transfer(sharded([]), transferOf(1), at))).toBe(UnitsNotAvailable.code);
    expect(codeOf(() => transfer(elsewhere(sharded([4])), transferOf(1), at))).toBe(LocationNotFound.code);
  });
});

describe("count", () => {
  const countOf = (counted: number, locationId: string = main) => ({
    stockCountId: "cnt_1",
    sku: tee,
    locationId,
    counted,
  });

  it.each([
    [10, -1, [[main, 1, -1]]],
    [
      14,
      3,
      [
        [main, 0, 2],
        [main, 1, 1],
      ],
    ],
    [11, 0, []],
  ] as const)("given 11 units on hand over all shards, books %i by %i and tells both", (counted, difference, units) => {
    expect(count(sharded([5, 6]), countOf(counted), at)).toEqual({
      state: moved("COUNT", "cnt_1", ...units),
      fact: fact(StockCounted, "cnt_1", 1, { ...countOf(counted), difference }),
    });
  });

  it("given nothing at the location, books all that was counted", () => {
    expect(sumOf(count(sharded([5, 6]), countOf(10, berlin), at).state.units)).toBe(10);
  });

  it("given units that orders hold, counts none of them away", () => {
    expect(codeOf(() => count(sharded([2], 1, 3), countOf(2), at))).toBe(UnitsNotAvailable.code);
    expect(count(sharded([2], 1, 3), countOf(3), at).fact.data.difference).toBe(-2);
  });

  it.each([
    [0, []],
    [3, [{ locationId: main, shard: 0, quantity: 3 }]],
  ])("given a SKU that was never booked, brings %i", (counted, units) => {
    expect(count(sharded([]), countOf(counted), at)).toMatchObject({
      state: { units },
      fact: { data: { difference: counted } },
    });
  });

  it("given another location, refuses", () => {
    expect(codeOf(() => count(elsewhere(sharded([1])), countOf(1), at))).toBe(LocationNotFound.code);
  });
});
