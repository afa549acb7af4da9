import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Location, LocationBook } from "./location.ts";
import { availableOf, canFetch, type Hold, type Holder, planHolds, promisesOf } from "./plan-holds.ts";
import { type Counters, InventoryInsufficient, noUnits, type Stock } from "./stock.ts";

const tee = "TEE-BLUE-M";
const cap = "CAP-RED";

function level(available: number): Counters {
  return { ...noUnits, onHand: Math.max(0, available), available };
}

function stockOf(sku: string, levels: Readonly<Record<string, number>>, more: Partial<Stock> = {}): Stock {
  return {
    sku,
    levels: Object.fromEntries(Object.entries(levels).map(([at, available]) => [at, level(available)])),
    ...more,
  };
}

function place(locationId: string, priority: number, active = true): Location {
  return {
    locationId,
    name: locationId,
    priority,
    active,
  };
}

function bookOf(locations: readonly Location[], strategy: LocationBook["strategy"] = "priority"): LocationBook {
  return {
    locations,
    strategy,
    version: 1,
  };
}

const both = bookOf([place("loc_a", 2), place("loc_b", 1)]);
const fewest = bookOf([place("loc_a", 2), place("loc_b", 1)], "fewest_parcels");
const [one, two] = [{ locationId: "loc_a" }, { locationId: "loc_b" }].map((at) => ({ sku: tee, ...at }));

/** What was refused, and why. */
function refusalOf(plan: () => unknown): unknown {
  try {
    return { planned: plan() };
  } catch (error) {
    return { code: Object(error).declaration.code, errors: Object(error).details.errors };
  }
}

function insufficientFor(...short: readonly (readonly [sku: string, wanted: number, available: number])[]) {
  return {
    code: InventoryInsufficient.code,
    errors: short.map(([sku, wanted, available]) => ({
      field: `lines.${sku}`,
      reason: `${wanted} wanted, ${available} available`,
    })),
  };
}

describe("planHolds by priority", () => {
  const plan = (quantity: number, levels: Readonly<Record<string, number>>, book: LocationBook | undefined = both) =>
    planHolds([{ sku: tee, quantity }], [stockOf(tee, levels)], book, undefined);

  it("takes from the location with the lowest priority first", () => {
    expect(plan(3, { loc_a: 5, loc_b: 5 })).toEqual([{ ...two, quantity: 3 }]);
  });

  it("goes on to the next that has enough alone", () => {
    expect(plan(3, { loc_a: 5, loc_b: 2 })).toEqual([{ ...one, quantity: 3 }]);
  });

  it("takes from several only where no location has enough", () => {
    expect(plan(4, { loc_a: 3, loc_b: 2 })).toEqual([
      { ...two, quantity: 2 },
      { ...one, quantity: 2 },
    ]);
  });

  it("sells nothing from a location that is not active, or that the book does not name", () => {
    const book = bookOf([place("loc_a", 2), place("loc_b", 1, false)]);
    expect(plan(3, { loc_a: 3, loc_b: 9, loc_c: 9 }, book)).toEqual([{ ...one, quantity: 3 }]);
    expect(refusalOf(() => plan(4, { loc_a: 3, loc_b: 9, loc_c: 9 }, book))).toEqual(insufficientFor([tee, 4, 3]));
  });

  it("sells from anywhere while no location is named, from the main one first", () => {
    const levels = { loc_a: 2, loc_main: 2 };
    expect(planHolds([{ sku: tee, quantity: 1 }], [stockOf(tee, levels)], undefined, undefined)).toMatchObject([
      { locationId: "loc_main", quantity: 1 },
    ]);
    expect(plan(4, levels, bookOf([]))).toHaveLength(2);
  });

  it("adds up what an order wants of a SKU", () => {
    const lines = [tee, cap, tee].map((sku) => ({ sku, quantity: 2 }));
    const stocks = [stockOf(tee, { loc_a: 4 }), stockOf(cap, { loc_a: 4 })];
    expect(planHolds(lines, stocks, both, undefined)).toMatchObject([
      { sku: tee, quantity: 4 },
      { sku: cap, quantity: 2 },
    ]);
  });

  it("names every SKU that is short, and what is left of it", () => {
    const lines = [tee, cap, "NONE"].map((sku) => ({ sku, quantity: 3 }));
    const stocks = [stockOf(tee, { loc_a: 1, loc_b: 1 }), stockOf(cap, { loc_a: 3 }), undefined];
    expect(refusalOf(() => planHolds(lines, stocks, both, undefined))).toEqual(
      insufficientFor([tee, 3, 2], ["NONE", 3, 0]),
    );
  });
});

describe("planHolds with fewest parcels", () => {
  const lines = [tee, cap].map((sku) => ({ sku, quantity: 2 }));
  const placesOf = (stocks: readonly Stock[], book: LocationBook) =>
    planHolds(lines, stocks, book, undefined).map(({ sku, locationId }) => [sku, locationId]);
  const stocks = [stockOf(tee, { loc_a: 5, loc_b: 5 }), stockOf(cap, { loc_a: 2, loc_b: 1 })];

  it("takes all from one location that has it, whatever its priority", () => {
    expect(placesOf(stocks, fewest)).toEqual([
      [tee, "loc_a"],
      [cap, "loc_a"],
    ]);
    expect(placesOf(stocks, both)).toEqual([
      [tee, "loc_b"],
      [cap, "loc_a"],
    ]);
  });

  it("does so also while no location is named", () => {
    const anywhere = bookOf([], "fewest_parcels");
    const found = [stockOf(tee, { loc_main: 5, loc_a: 5 }), stockOf(cap, { loc_main: 1, loc_a: 2 })];
    expect(placesOf(found, anywhere)).toEqual([
      [tee, "loc_a"],
      [cap, "loc_a"],
    ]);
  });

  it("goes by priority where no location has it all", () => {
    const spread = [stockOf(tee, { loc_b: 5 }), stockOf(cap, { loc_a: 5 })];
    expect(placesOf(spread, fewest)).toEqual([
      [tee, "loc_b"],
      [cap, "loc_a"],
    ]);
  });
});

describe("planHolds of a SKU that may be sold ahead", () => {
  const policy = { kind: "backorder", limit: 3 } as const;
  const plan = (quantity: number, levels: Readonly<Record<string, number>>) =>
    planHolds([{ sku: tee, quantity }], [stockOf(tee, levels, { policy })], both, undefined);

  it("sells what is there without it", () => {
    expect(plan(2, { loc_b: 2 })).toEqual([{ ...two, quantity: 2 }]);
  });

  it("sells up to the limit at the first location, after all that is there", () => {
    expect(plan(5, { loc_b: 2 })).toEqual([{ ...two, quantity: 5, limit: 3 }]);
    expect(plan(5, { loc_a: 2, loc_b: 0 })).toEqual([
      { ...one, quantity: 2 },
      { ...two, quantity: 3, limit: 3 },
    ]);
  });

  it("counts what was sold ahead before", () => {
    expect(plan(1, { loc_b: -2 })).toEqual([{ ...two, quantity: 1, limit: 3 }]);
    expect(refusalOf(() => plan(2, { loc_b: -2 }))).toEqual(insufficientFor([tee, 2, 1]));
  });
});

describe("planHolds of a kit", () => {
  const lines = [
    { sku: "SET", quantity: 2, parts: [{ sku: tee, quantity: 3 }] },
    { sku: tee, quantity: 1 },
    { sku: cap, quantity: 1 },
  ];

  it("names the lines that take what is short, and the part where it is a kit's", () => {
    const stocks = [stockOf(tee, { loc_a: 4 }), stockOf(cap, { loc_a: 1 })];
    expect(refusalOf(() => planHolds(lines, stocks, both, undefined))).toEqual({
      code: InventoryInsufficient.code,
      errors: [
        { field: "lines.SET", reason: `7 of its part ${tee} wanted, 4 available` },
        { field: `lines.${tee}`, reason: "7 wanted, 4 available" },
      ],
    });
  });
});

describe("planHolds of what is fetched", () => {
  const pickUp = { locationId: "loc_a", skus: [tee] };
  const lines = [tee, cap].map((sku) => ({ sku, quantity: 2 }));
  const plan = (levels: Readonly<Record<string, number>>, book = both, more: Partial<Stock> = {}) =>
    planHolds(lines, [stockOf(tee, levels, more), stockOf(cap, { loc_b: 2 })], book, pickUp);

  it.each([
    ["priority", both],
    ["fewest parcels", fewest],
  ])("takes the goods where they are fetched, and nothing else, by %s", (_, book) => {
    expect(plan({ loc_a: 2, loc_b: 9 }, book)).toEqual([
      { ...one, quantity: 2 },
      { sku: cap, locationId: "loc_b", quantity: 2 },
    ]);
  });

  it("takes none from elsewhere, and says how many are there", () => {
    const errors = [{ field: `lines.${tee}`, reason: "2 wanted, 1 available at loc_a" }];
    expect(refusalOf(() => plan({ loc_a: 1, loc_b: 9 }))).toEqual({ code: InventoryInsufficient.code, errors });
  });

  it("sells none ahead there, unless that is where units come first", () => {
    const policy = { policy: { kind: "backorder", limit: 5 } } as const;
    expect(refusalOf(() => plan({ loc_a: 1, loc_b: 0 }, both, policy))).toMatchObject({
      errors: [{ reason: "2 wanted, 1 available at loc_a" }],
    });
    expect(plan({ loc_a: 1 }, both, policy)).toContainEqual({ ...one, quantity: 2, limit: 5 });
  });
});

describe("canFetch", () => {
  const goods = [{ sku: tee, quantity: 3 }];
  const canFetchFrom = (locationId: string, stocks: readonly Stock[], book: LocationBook | undefined = both) =>
    canFetch(goods, stocks, book, locationId);

  it.each([
    ["all units are there", "loc_a", { loc_a: 3 }, true],
    ["too few are there, and others elsewhere", "loc_a", { loc_a: 2, loc_b: 9 }, false],
    ["none ever were there", "loc_a", { loc_b: 9 }, false],
    ["the shop knows no such place", "loc_c", { loc_c: 9 }, false],
  ])("where %s", (_, locationId, levels, isThere) => {
    expect(canFetchFrom(locationId, [stockOf(tee, levels)])).toBe(isThere);
  });

  it("knows that nothing is sold from a place that is not active, and no stock of a SKU that never had any", () => {
    const closed = bookOf([place("loc_a", 1, false)]);
    expect(canFetchFrom("loc_a", [stockOf(tee, { loc_a: 9 })], closed)).toBe(false);
    expect(canFetchFrom("loc_a", [])).toBe(false);
    expect(canFetchFrom("loc_main", [stockOf(tee, { loc_main: 3 })], bookOf([]))).toBe(true);
  });
});

describe("promisesOf", () => {
  const shipsAt = "2026-12-24T00:00:00.000Z";
  const policy = { kind: "preorder", limit: 9, shipsAt } as const;
  const promised = (quantity: number, levels: Readonly<Record<string, number>>, pickUp?: Holder["pickUp"]) => [
    ...promisesOf([{ sku: tee, quantity }], [stockOf(tee, levels, { policy })], both, pickUp),
  ];

  it("says when those come that are not there", () => {
    expect(promised(3, { loc_a: 1, loc_b: 2 })).toEqual([]);
    expect(promised(4, { loc_a: 1, loc_b: 2 })).toEqual([[tee, shipsAt]]);
    expect(promised(1, { loc_b: -2 })).toEqual([[tee, shipsAt]]);
  });

  it("looks where the goods are fetched", () => {
    expect(promised(2, { loc_a: 9, loc_b: 1 }, { locationId: "loc_b", skus: [tee] })).toEqual([[tee, shipsAt]]);
    expect(promised(2, { loc_a: 9, loc_b: 1 }, { locationId: "loc_b", skus: [cap] })).toEqual([]);
  });
});

describe("availableOf", () => {
  const policy = { kind: "backorder", limit: 3 } as const;

  it.each([
    ["all locations that are sold from", { loc_a: 5, loc_b: 2, loc_c: 9 }, undefined, 7],
    ["one of them", { loc_a: 5, loc_b: 2 }, "loc_a", 5],
    ["the main location and all others while none is named", { loc_main: 1, loc_x: 2 }, undefined, 3, bookOf([])],
    ["what may be sold ahead, where units come first", { loc_a: 5, loc_b: 2 }, "loc_b", 5, both, policy],
    ["what is left of that", { loc_b: -2 }, undefined, 1, both, policy],
  ])("is %s", (_, levels, locationId, units, book: LocationBook = both, ahead: Stock["policy"] = undefined) => {
    expect(availableOf(stockOf(tee, levels, { policy: ahead }), book, locationId)).toBe(units);
  });

  it("is nothing of a SKU that never had stock", () => {
    expect(availableOf(undefined, both)).toBe(0);
  });
});

describe("any plan", () => {
  const locationIds = ["loc_a", "loc_b", "loc_c"];
  const levels = fc.dictionary(fc.constantFrom(...locationIds), fc.integer({ min: -3, max: 9 }), { maxKeys: 3 });
  const stocks = fc
    .record({ found: levels, limit: fc.option(fc.nat(5)) })
    .map(({ found, limit }) => stockOf(tee, found, limit === null ? {} : { policy: { kind: "preorder", limit } }));
  const books = fc.option(
    fc
      .record({
        locations: fc.array(fc.tuple(fc.nat(3), fc.boolean()), { maxLength: 3 }),
        strategy: fc.constantFrom("priority" as const, "fewest_parcels" as const),
      })
      .map(({ locations, strategy }) =>
        bookOf(
          locations.map(([priority, active], index) => place(locationIds[index] ?? "", priority, active)),
          strategy,
        ),
      ),
    { nil: undefined },
  );

  it("holds exactly what is wanted, nowhere more than there is, or says how much there is", () => {
    fc.assert(
      fc.property(stocks, books, fc.integer({ min: 1, max: 30 }), (found, book, quantity) => {
        const available = availableOf(found, book);
        const outcome = refusalOf(() => planHolds([{ sku: tee, quantity }], [found], book, undefined));
        if (quantity > available) {
          expect(outcome).toEqual(insufficientFor([tee, quantity, available]));
          return;
        }
        const { planned: holds = [] } = outcome as { readonly planned?: readonly Hold[] };
        expect(holds.reduce((total, hold) => total + hold.quantity, 0)).toBe(quantity);
        expect(new Set(holds.map(({ locationId }) => locationId)).size).toBe(holds.length);
        const closed = (book?.locations ?? []).filter(({ active }) => !active).map(({ locationId }) => locationId);
        for (const { locationId, quantity: taken, limit = 0 } of holds) {
          expect(taken).toBeGreaterThan(0);
          expect(taken).toBeLessThanOrEqual((found.levels[locationId]?.available ?? 0) + limit);
          expect([0, found.policy?.limit]).toContain(limit);
          expect(closed).not.toContain(locationId);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
