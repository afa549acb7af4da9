import { Busy } from "@millrace/kernel/refusals";
import { batchGet } from "@millrace/table/batch-get";
import { commit, type Rejection, type TransactItem, transact } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { type Hold, planHolds } from "../domain/plan-holds.ts";
import {
  addCounters,
  type Counters,
  countersOf,
  InventoryInsufficient,
  type Movement,
  type MovementKind,
  noUnits,
  type PlacedUnits,
  placeOf,
  type Stock,
  totalsOf,
} from "../domain/stock.ts";
import * as doors from "../doors.ts";
import { movementEntity } from "./movement.entity.ts";
import { stockEntity } from "./stock.entity.ts";
import { createStock } from "./stock.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const sku = "TEE-BLUE-M";
function cause(causeId: string) {
  return { causeId, at };
}
function movement(kind: MovementKind, causeId: string, ...units: readonly PlacedUnits[]): Movement {
  return { sku, kind, causeId, units, movedAt: at.toISOString() };
}
function held(quantity: number, more: Partial<Hold> = {}): Hold {
  return {
    sku,
    locationId: "loc_main",
    shard: 0,
    quantity,
    ...more,
  };
}

/** So many units in each place, `loc_main/0` for instance. */
async function stocked(places: Readonly<Record<string, number>>, settings: Partial<Stock> = {}) {
  const table = await freshTable();
  const stock = createStock(table);
  const found = async (shards = settings.shards ?? 1) => {
    const [items] = await batchGet(table, [Array.from({ length: shards }, (_, shard) => stock.read(sku, shard))]);
    return items.filter((item) => item !== undefined);
  };
  let receipts = 0;
  for (const [place, quantity] of Object.entries(places)) {
    const [locationId = "", shard = "0"] = place.split("/");
    const items = await found(16);
    receipts += 1;
    const units = { locationId, shard: Number(shard), quantity };
    await commit(stock.bring(movement("RECEIPT", `rcp_${receipts}`, units), items));
  }
  const { shards, policy } = settings;
  const fields = { ...(shards ? { shards } : {}), ...(policy ? { policy } : {}) };
  await stockEntity(table).patch({ sku, shard: 0 }).set(fields).go();
  const levels = async () => totalsOf(await found());
  const level = async () => (await levels()).get("loc_main");
  /** What the ledger says of each place, beside what the items say. */
  const drift = async () => {
    const movements: Movement[] = [];
    for (let from: string | null = null; ; ) {
      const page = await stock.listMovements({ sku, shards: 4 }, 1000, from);
      movements.push(...page.items);
      if (page.position === null) break;
      from = page.position;
    }
    const said = countersOf(movements);
    const items = (await found()).flatMap((item) =>
      Object.entries(item.levels).map(([locationId, counters]) => ({
        place: placeOf({ locationId, shard: item.shard }),
        counters,
      })),
    );
    const same = (one: Counters, other: Counters = noUnits) =>
      (Object.keys(noUnits) as (keyof Counters)[]).every((counter) => one[counter] === other[counter]);
    return items.filter(({ place, counters }) => !same(counters, said.get(place)));
  };
  return { table, stock, found, levels, level, drift };
}

/** Reserves as checkout does: by roots alone at first, by everything there is once another was quicker. */
function buyer({ table }: Awaited<ReturnType<typeof stocked>>) {
  const open = {
    levels: doors.levels.open(table),
    shards: doors.shards.open(table),
    reserve: doors.reserve.open(table),
  };
  const partsFor = (
    orderId: string,
    quantity: number,
    stocks: readonly (Stock | undefined)[],
  ): readonly TransactItem[] => {
    const lines = [{ sku, quantity }];
    return open.reserve(planHolds(lines, stocks, undefined, { orderId }), lines, { orderId }, at);
  };
  return async (orderId: string, quantity: number): Promise<"held" | "refused"> => {
    try {
      let [stocks] = await batchGet(table, [open.levels([sku])]);
      for (let attempt = 0; attempt < 4; attempt += 1) {
        const rejections: readonly Rejection[] = await transact(partsFor(orderId, quantity, stocks));
        if (rejections.length === 0) return "held";
        if (!rejections.every(doors.isShortage)) throw new Error("Rejected for another reason.");
        const [roots] = await batchGet(table, [open.levels([sku])]);
        const [others] = await batchGet(table, [open.shards(roots.filter((root) => root !== undefined))]);
        stocks = [...roots, ...others];
      }
      return "refused";
    } catch (error) {
      if (Object(error).declaration?.code === InventoryInsufficient.code) return "refused";
      throw error;
    }
  };
}

describe("an order from as many places as a SKU can be at, called as long as they may be", () => {
  it("is held, allocated and released in one write each", async () => {
    const places = Array.from({ length: 20 }, (_, index) => `loc_${String(index).padStart(30, "x")}`);
    const { stock, levels, drift } = await stocked(Object.fromEntries(places.map((place) => [place, 2])));
    const holds = places.map((locationId) => ({ sku, locationId, shard: 0, quantity: 1 }));
    await commit(stock.reserve(holds, cause("ord_1")));
    await commit(stock.allocate(holds, cause("ord_1")));
    await commit(stock.reserve(holds, cause("ord_2")));
    await commit(stock.release(holds, cause("ord_2")));
    expect([...(await levels()).values()]).toEqual(
      Array.from({ length: 20 }, () => ({ onHand: 2, reserved: 0, allocated: 1, available: 1 })),
    );
    expect(await drift()).toEqual([]);
  });
});

describe("a SKU's stock", () => {
  it("names the SKU and what is left of it when units are missing", async () => {
    const { stock } = await stocked({ loc_main: 2 });
    await expect(commit(stock.reserve([held(3)], cause("ord_1")))).rejects.toMatchObject({
      declaration: { code: InventoryInsufficient.code },
      details: { errors: [{ field: `lines.${sku}`, reason: "3 wanted, 2 available" }] },
    });
  });

  it("moves units once per cause, however often it is told", async () => {
    const { stock, level, drift } = await stocked({ loc_main: 5 });
    await commit(stock.reserve([held(2)], cause("ord_1")));
    expect(await transact(stock.reserve([held(2)], cause("ord_1")))).not.toHaveLength(0);
    await commit(stock.allocate([held(2)], cause("ord_1")));
    expect(await transact(stock.allocate([held(2)], cause("ord_1")))).not.toHaveLength(0);
    expect(await level()).toEqual({ onHand: 5, reserved: 0, allocated: 2, available: 3 });
    expect(await drift()).toEqual([]);
  });

  it("gives a released hold back", async () => {
    const { stock, level, drift } = await stocked({ loc_main: 5 });
    await commit(stock.reserve([held(2)], cause("ord_1")));
    await commit(stock.release([held(2)], cause("ord_1")));
    expect(await level()).toEqual({ onHand: 5, reserved: 0, allocated: 0, available: 5 });
    expect(await drift()).toEqual([]);
  });

  it("holds units at two locations in one go, or at none", async () => {
    const { stock, levels, drift } = await stocked({ loc_main: 2, loc_berlin: 3 });
    const both = (berlin: number) => [held(2), held(berlin, { locationId: "loc_berlin" })];
    await expect(commit(stock.reserve(both(4), cause("ord_1")))).rejects.toMatchObject({
      declaration: { code: InventoryInsufficient.code },
    });
    await commit(stock.reserve(both(3), cause("ord_1")));
    expect(
      [...(await levels())].map(([locationId, { available, reserved }]) => [locationId, available, reserved]),
    ).toEqual([
      ["loc_berlin", 0, 3],
      ["loc_main", 0, 2],
    ]);
    expect(await drift()).toEqual([]);
  });

  it("takes units out only while they are available", async () => {
    const { stock, found, level, drift } = await stocked({ loc_main: 5 });
    await commit(stock.reserve([held(4)], cause("ord_1")));
    const known = await found();
    const lost = (quantity: number) => ({ locationId: "loc_main", shard: 0, quantity: -quantity });
    const take = (quantity: number, id: string) =>
      transact(stock.bring(movement("ADJUSTMENT", id, lost(quantity)), known));
    expect(await take(2, "adj_1")).toHaveLength(1);
    expect(await take(1, "adj_2")).toEqual([]);
    expect(await level()).toEqual({ onHand: 4, reserved: 4, allocated: 0, available: 0 });
    expect(await drift()).toEqual([]);
  });

  it("refuses a second first receipt, of the SKU and of a location, so that neither is lost", async () => {
    const { stock, found } = await stocked({ loc_main: 5 });
    const known = await found();
    const units = { locationId: "loc_berlin", shard: 0, quantity: 1 };
    expect(await transact(stock.bring(movement("RECEIPT", "rcp_a", units), []))).toHaveLength(1);
    expect(await transact(stock.bring(movement("RECEIPT", "rcp_b", units), known))).toEqual([]);
    expect(await transact(stock.bring(movement("RECEIPT", "rcp_c", units), known))).toHaveLength(1);
  });

  it("asks who counted stock that moved to try again, also where more is sold than there is", async () => {
    const { stock, found } = await stocked({ loc_main: 1 }, { policy: { kind: "backorder", limit: 5 } });
    await commit(stock.reserve([held(4, { limit: 5 })], cause("ord_1")));
    const known = await found();
    const more = { locationId: "loc_main", shard: 0, quantity: 1 };
    await commit(stock.bring(movement("RECEIPT", "rcp_2", more), known));
    await expect(commit(stock.bring(movement("COUNT", "cnt_1", more), known))).rejects.toMatchObject({
      declaration: { code: Busy.code },
    });
  });

  it("keeps its keys", async () => {
    const { stock, table } = await stocked({ loc_main: 1 });
    const key = { sku, ledger: 3, causeId: "ord_1", kind: "RELEASE" } as const;
    expect(movementEntity(table).get(key).params()).toMatchObject({
      Key: { pk: "$inventory#sku_TEE-BLUE-M#ledger_3", sk: "$movement_1#causeId_ord_1#kind_RELEASE" },
    });
    expect(stock.read(sku, 3).key).toMatchInlineSnapshot(`
      {
        "pk": {
          "S": "$inventory#sku_TEE-BLUE-M#shard_3",
        },
        "sk": {
          "S": "$stock_1",
        },
      }
    `);
  });
});

describe("200 buyers at once for the last 50 units", () => {
  const cases: readonly (readonly [string, Readonly<Record<string, number>>, Partial<Stock>])[] = [
    ["in one place", { loc_main: 50 }, {}],
    ["at two locations", { loc_main: 20, loc_berlin: 30 }, {}],
    [
      "spread over four shards",
      { "loc_main/0": 5, "loc_main/1": 5, "loc_main/2": 20, "loc_main/3": 20 },
      { shards: 4 },
    ],
  ];
  it.each(cases)("get exactly 50, %s", async (_, places, settings) => {
    const world = await stocked(places, settings);
    const buy = buyer(world);
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_buyer, index) => buy(`ord_${index}`, 1)));
    expect(outcomes.filter((outcome) => outcome === "held")).toHaveLength(50);
    const total = [...(await world.levels()).values()].reduce(addCounters, noUnits);
    expect(total).toEqual({ onHand: 50, reserved: 50, allocated: 0, available: 0 });
    expect(await world.drift()).toEqual([]);
  });
});

describe("a policy that sells ahead", () => {
  it("lets available fall to its limit and no lower, however many ask at once", async () => {
    const world = await stocked({ loc_main: 2 }, { policy: { kind: "backorder", limit: 3 } });
    const buy = buyer(world);
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, index) => buy(`ord_${index}`, 1)));
    expect(outcomes.filter((outcome) => outcome === "held")).toHaveLength(5);
    expect(await world.level()).toEqual({ onHand: 2, reserved: 5, allocated: 0, available: -3 });
    expect(await world.drift()).toEqual([]);
  });

  it("counts no more once it was changed, even for who read it before", async () => {
    const world = await stocked({ loc_main: 1 }, { policy: { kind: "backorder", limit: 3 } });
    const late = planHolds([{ sku, quantity: 3 }], await world.found(), undefined, { orderId: "ord_1" });
    await stockEntity(world.table)
      .patch({ sku, shard: 0 })
      .set({ policy: { kind: "backorder", limit: 5 } })
      .go();
    expect(await transact(world.stock.reserve(late, cause("ord_1")))).toHaveLength(1);
  });
});
