import { fact } from "@millrace/contracts/define-event";
import { StockSettingsChanged } from "@millrace/contracts/inventory";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeSettings, changeSharding, newShards, planSpread, settingsOf } from "./settings.ts";
import { noUnits, type Stock, sumOf } from "./stock.ts";

const at = "loc_main";
const policy = { kind: "backorder", limit: 5 } as const;
const root: Stock = { sku: "TEE-M", shard: 0, levels: {}, policy, shards: 2, totalShards: 4, version: 6 };
const before = settingsOf("TEE-M", root);

describe("changeSettings", () => {
  it("given a SKU that nobody has set, sets it at version 1 and tells all its settings", () => {
    expect(changeSettings(settingsOf("TEE-M", undefined), { policy, lowAt: 3 }, 0)).toEqual({
      state: { sku: "TEE-M", policy, lowAt: 3, shards: 1, version: 1 },
      fact: fact(StockSettingsChanged, "stk_TEE-M", 1, { sku: "TEE-M", policy, lowAt: 3, shards: 1 }),
    });
  });

  it("given settings, takes away what is null and keeps how it is sharded", () => {
    const { state, fact: told } = changeSettings(before, { policy: null, lowAt: null }, 6);
    expect(state).toStrictEqual({ sku: "TEE-M", shards: 2, version: 7 });
    expect(told.data).toStrictEqual({ sku: "TEE-M", shards: 2 });
  });

  it("given settings that changed meanwhile, refuses", () => {
    expect(() => changeSettings(before, { policy, lowAt: 3 }, 5)).toThrow("Version 6 of the settings is current.");
  });
});

describe("changeSharding", () => {
  it("given another number of shards, keeps all other settings and tells them", () => {
    expect(changeSharding(before, 8)).toEqual({
      state: { sku: "TEE-M", policy, shards: 8, version: 7 },
      fact: fact(StockSettingsChanged, "stk_TEE-M", 7, { sku: "TEE-M", policy, shards: 8 }),
    });
  });

  it("given as many, changes nothing", () => {
    expect(changeSharding(before, 2)).toBeUndefined();
  });
});

describe("newShards", () => {
  it("are those beyond what was ever made", () => {
    expect(newShards(root, 6)).toEqual([4, 5]);
    expect(newShards(root, 3)).toEqual([]);
  });
});

/** So many available units at each shard, and how many shards buyers are sent to. */
function sharded(available: readonly number[], shards: number): readonly Stock[] {
  return available.map((units, shard) => ({
    sku: "TEE",
    shard,
    levels: { [at]: { ...noUnits, onHand: Math.max(0, units), available: units } },
    ...(shard === 0 ? { shards, totalShards: available.length } : {}),
  }));
}

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
  ])("hands units over %s", (_, available, shards, expected) => {
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
          expect(sumOf([giver, taker])).toBe(0);
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
