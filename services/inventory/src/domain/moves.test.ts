import { fact } from "@millrace/contracts/define-event";
import { StockAdjusted, StockCounted, StockReceived, StockTransferred } from "@millrace/contracts/inventory";
import { describe, expect, it } from "vitest";
import { emptyBook, LocationNotFound } from "./location.ts";
import { adjust, count, type Found, receive, transfer, UnitsNotAvailable } from "./moves.ts";
import { type Movement, type MovementKind, noUnits, sumOf } from "./stock.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const [tee, main, berlin] = ["TEE", "loc_main", "loc_berlin"] as const;

/** So many available units at the main location, and how many beside them are held; `undefined` is no stock at all. */
function stocked(available: number | undefined, held = 0): Found {
  if (available === undefined) return { stock: undefined, book: emptyBook };
  const level = { ...noUnits, onHand: Math.max(0, available) + held, reserved: held, available };
  return { stock: { sku: tee, levels: { [main]: level } }, book: emptyBook };
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

function moved(kind: MovementKind, causeId: string, ...units: readonly (readonly [string, number])[]): Movement {
  return {
    sku: tee,
    kind,
    causeId,
    units: units.map(([locationId, quantity]) => ({ locationId, quantity })),
    movedAt: "2026-11-23T09:30:00.000Z",
  };
}

describe("receive", () => {
  const receiptOf = (quantity: number) => ({ receiptId: "rcp_1", sku: tee, locationId: main, quantity });

  it.each([
    ["a SKU that has no stock", stocked(undefined)],
    ["a SKU that has", stocked(3)],
    ["a SKU that was sold ahead", stocked(-3)],
  ])("given %s, brings all units and tells them as the receipt's only fact", (_, found) => {
    expect(receive(found, receiptOf(5), at)).toEqual({
      state: moved("RECEIPT", "rcp_1", [main, 5]),
      fact: fact(StockReceived, "rcp_1", 1, receiptOf(5)),
    });
  });

  it("given a shop that does not name the location, refuses", () => {
    expect(codeOf(() => receive(elsewhere(stocked(1)), receiptOf(1), at))).toBe(LocationNotFound.code);
  });
});

describe("adjust", () => {
  const adjustmentOf = (quantity: number, locationId: string = main) =>
    ({ adjustmentId: "adj_1", sku: tee, locationId, quantity, reason: "lost" }) as const;

  it.each([
    ["fewer than none, takes as many", -8],
    ["more than none, brings as many", 1],
  ])("given %s, and tells the reason", (_, quantity) => {
    expect(adjust(stocked(8), adjustmentOf(quantity), at)).toEqual({
      state: moved("ADJUSTMENT", "adj_1", [main, quantity]),
      fact: fact(StockAdjusted, "adj_1", 1, adjustmentOf(quantity)),
    });
  });

  it("given fewer available units, none there, no stock, or another location, refuses", () => {
    expect(codeOf(() => adjust(stocked(5), adjustmentOf(-6), at))).toBe(UnitsNotAvailable.code);
    expect(codeOf(() => adjust(stocked(5), adjustmentOf(-1, "loc_none"), at))).toBe(UnitsNotAvailable.code);
    expect(codeOf(() => adjust(stocked(undefined), adjustmentOf(-1), at))).toBe(UnitsNotAvailable.code);
    expect(codeOf(() => adjust(elsewhere(stocked(5)), adjustmentOf(1), at))).toBe(LocationNotFound.code);
  });
});

describe("transfer", () => {
  const transferOf = (quantity: number) => ({ transferId: "trf_1", sku: tee, from: main, to: berlin, quantity });

  it("given enough units, brings as many as it takes, in one movement", () => {
    const { state, fact: told } = transfer(stocked(8), transferOf(7), at);
    expect(state).toEqual(moved("TRANSFER", "trf_1", [main, -7], [berlin, 7]));
    expect(sumOf(state.units)).toBe(0);
    expect(told).toEqual(fact(StockTransferred, "trf_1", 1, transferOf(7)));
  });

  it("given fewer units, no stock, or another location, refuses", () => {
    expect(codeOf(() => transfer(stocked(8), transferOf(9), at))).toBe(UnitsNotAvailable.code);
    expect(codeOf(() => transfer(stocked(undefined), transferOf(1), at))).toBe(UnitsNotAvailable.code);
    expect(codeOf(() => transfer(elsewhere(stocked(4)), transferOf(1), at))).toBe(LocationNotFound.code);
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
    [10, -1, [[main, -1]]],
    [14, 3, [[main, 3]]],
    [11, 0, []],
  ] as const)("given 11 units on hand, books %i by %i and tells both", (counted, difference, units) => {
    expect(count(stocked(11), countOf(counted), at)).toEqual({
      state: moved("COUNT", "cnt_1", ...units),
      fact: fact(StockCounted, "cnt_1", 1, { ...countOf(counted), difference }),
    });
  });

  it("given nothing at the location, books all that was counted", () => {
    expect(sumOf(count(stocked(11), countOf(10, berlin), at).state.units)).toBe(10);
  });

  it("given units that orders hold, counts none of them away", () => {
    expect(codeOf(() => count(stocked(2, 3), countOf(2), at))).toBe(UnitsNotAvailable.code);
    expect(count(stocked(2, 3), countOf(3), at).fact.data.difference).toBe(-2);
  });

  it.each([
    [0, []],
    [3, [{ locationId: main, quantity: 3 }]],
  ])("given a SKU that was never booked, brings %i", (counted, units) => {
    expect(count(stocked(undefined), countOf(counted), at)).toMatchObject({
      state: { units },
      fact: { data: { difference: counted } },
    });
  });

  it("given another location, refuses", () => {
    expect(codeOf(() => count(elsewhere(stocked(1)), countOf(1), at))).toBe(LocationNotFound.code);
  });
});
