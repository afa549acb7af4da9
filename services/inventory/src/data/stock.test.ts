import { Busy } from "@millrace/kernel/refusals";
import { batchGet } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import { commit, type Rejection, transact } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { findDrift } from "../domain/drift.ts";
import { type Hold, planHolds } from "../domain/plan-holds.ts";
import {
  addCounters,
  type Counters,
  InventoryInsufficient,
  type Movement,
  type MovementKind,
  noUnits,
  type PlacedUnits,
  type StockPolicy,
  sumOf,
} from "../domain/stock.ts";
import { expectedCounters, ledgersOf, mainLedger, toldBy } from "../domain/tickets.ts";
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
    quantity,
    ...more,
  };
}

/** So many units at each location. */
async function stocked(locations: Readonly<Record<string, number>>, policy?: StockPolicy) {
  const table = await freshTable();
  const stock = createStock(table);
  const found = async () => {
    const known = await stock.get(sku);
    if (known === undefined) throw new Error("The SKU has stock.");
    return known;
  };
  for (const [index, [locationId, quantity]] of Object.entries(locations).entries()) {
    const receipt = movement("RECEIPT", `rcp_${index}`, { locationId, quantity });
    await commit(stock.bring(receipt, await stock.get(sku)));
  }
  if (policy !== undefined) await stockEntity(table).patch({ sku }).set({ policy }).go();
  const levels = async () => (await found()).levels;
  const level = async () => (await levels())["loc_main"];
  /** Where the counters are not what the ledgers say. */
  const drift = async () => {
    const known = await found();
    const movements: Movement[] = [];
    for (let position: string | null = ""; position !== null; ) {
      const page: Page<Movement> = await stock.listMovements(sku, ledgersOf(known), 1000, position || null);
      movements.push(...page.items);
      position = page.position;
    }
    return findDrift(known, expectedCounters(known, toldBy(movements)));
  };
  return { table, stock, found, levels, level, drift };
}

/** Holds units as checkout does: by what it has read, and by what it reads anew once another was quicker. */
function buyer({ table }: Awaited<ReturnType<typeof stocked>>) {
  const open = {
    levels: doors.levels.open(table),
    takeTickets: doors.takeTickets.open(table),
    reserve: doors.reserve.open(table),
  };
  return async (orderId: string, quantity: number): Promise<"held" | "refused"> => {
    try {
      const lines = [{ sku, quantity }];
      for (let attempt = 0; attempt < 4; attempt += 1) {
        const [stocks] = await batchGet(table, [open.levels([sku])]);
        const planned = planHolds(lines, stocks, undefined, undefined);
        const holds = await open.takeTickets(planned, stocks, orderId, at);
        if (holds === undefined) continue;
        const rejections: readonly Rejection[] = await transact(open.reserve(holds, lines, { orderId }, at));
        if (rejections.length === 0) return "held";
        if (!rejections.every(doors.isShortage)) throw new Error("Rejected for another reason.");
      }
      return "refused";
    } catch (error) {
      if (Object(error).declaration?.code === InventoryInsufficient.code) return "refused";
      throw error;
    }
  };
}

describe("an order from as many locations as a SKU can be at, called as long as they may be", () => {
  it("is held, allocated and released in one write each", async () => {
    const places = Array.from({ length: 20 }, (_, index) => `loc_${String(index).padStart(30, "x")}`);
    const { stock, levels, drift } = await stocked(Object.fromEntries(places.map((place) => [place, 2])));
    const holds = places.map((locationId) => ({ sku, locationId, quantity: 1 }));
    await commit(stock.reserve(holds, cause("ord_1")));
    await commit(stock.allocate(holds, cause("ord_1")));
    await commit(stock.reserve(holds, cause("ord_2")));
    await commit(stock.release(holds, cause("ord_2")));
    expect(Object.values(await levels())).toEqual(
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
      Object.entries(await levels()).map(([locationId, { available, reserved }]) => [locationId, available, reserved]),
    ).toEqual([
      ["loc_main", 0, 2],
      ["loc_berlin", 0, 3],
    ]);
    expect(await drift()).toEqual([]);
  });

  it("takes units out only while they are available", async () => {
    const { stock, found, level, drift } = await stocked({ loc_main: 5 });
    await commit(stock.reserve([held(4)], cause("ord_1")));
    const known = await found();
    const lost = (quantity: number) => ({ locationId: "loc_main", quantity: -quantity });
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
    const units = { locationId: "loc_berlin", quantity: 1 };
    expect(await transact(stock.bring(movement("RECEIPT", "rcp_a", units), undefined))).toHaveLength(1);
    expect(await transact(stock.bring(movement("RECEIPT", "rcp_b", units), known))).toEqual([]);
    expect(await transact(stock.bring(movement("RECEIPT", "rcp_c", units), known))).toHaveLength(1);
  });

  it("asks who counted stock that moved to try again, also where more is sold than there is", async () => {
    const { stock, found } = await stocked({ loc_main: 1 }, { kind: "backorder", limit: 5 });
    await commit(stock.reserve([held(4, { limit: 5 })], cause("ord_1")));
    const known = await found();
    const more = { locationId: "loc_main", quantity: 1 };
    await commit(stock.bring(movement("RECEIPT", "rcp_2", more), known));
    await expect(commit(stock.bring(movement("COUNT", "cnt_1", more), known))).rejects.toMatchObject({
      declaration: { code: Busy.code },
    });
  });

  it("keeps its keys", async () => {
    const { stock, table } = await stocked({ loc_main: 1 });
    const key = { sku, ledger: "main", entry: "ord_1", kind: "RELEASE" } as const;
    expect(movementEntity(table).get(key).params()).toMatchObject({
      Key: { pk: "$inventory#sku_TEE-BLUE-M#ledger_main", sk: "$movement_1#entry_ord_1#kind_RELEASE" },
    });
    expect(stock.read(sku).key).toMatchInlineSnapshot(`
      {
        "pk": {
          "S": "$inventory#sku_TEE-BLUE-M",
        },
        "sk": {
          "S": "$stock_1",
        },
      }
    `);
  });
});

describe("200 buyers at once for the last 50 units", () => {
  it.each([
    ["in one place", { loc_main: 50 }],
    ["at two locations", { loc_main: 20, loc_berlin: 30 }],
  ])("get exactly 50, %s", async (_, locations) => {
    const world = await stocked(locations);
    const buy = buyer(world);
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_buyer, index) => buy(`ord_${index}`, 1)));
    expect(outcomes.filter((outcome) => outcome === "held")).toHaveLength(50);
    const total = Object.values(await world.levels()).reduce<Counters>(addCounters, noUnits);
    expect(total).toEqual({ onHand: 50, reserved: 50, allocated: 0, available: 0 });
    expect(await world.drift()).toEqual([]);
  });
});

describe("a policy that sells ahead", () => {
  it("lets available fall to its limit and no lower, however many ask at once", async () => {
    const world = await stocked({ loc_main: 2 }, { kind: "backorder", limit: 3 });
    const buy = buyer(world);
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, index) => buy(`ord_${index}`, 1)));
    expect(outcomes.filter((outcome) => outcome === "held")).toHaveLength(5);
    expect(await world.level()).toMatchObject({ onHand: 2, reserved: 5, allocated: 0, available: -3 });
    expect(await world.drift()).toEqual([]);
  });

  it("counts no more once it was changed, even for who read it before", async () => {
    const world = await stocked({ loc_main: 1 }, { kind: "backorder", limit: 3 });
    const late = planHolds([{ sku, quantity: 3 }], [await world.found()], undefined, undefined);
    await stockEntity(world.table)
      .patch({ sku })
      .set({ policy: { kind: "backorder", limit: 5 } })
      .go();
    expect(await transact(world.stock.reserve(late, cause("ord_1")))).toHaveLength(1);
  });
});

describe("a SKU that sells while units come, go and move", () => {
  it("oversells nothing, loses nothing and has no drift", async () => {
    const world = await stocked({ loc_main: 30, loc_berlin: 10 });
    const { stock, found, levels, drift } = world;
    const buy = buyer(world);
    const outcomes = new Map<string, "held" | "refused">();
    const selling = Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        for (let order = 0; order < 8; order += 1) {
          const orderId = `ord_${index}_${order}`;
          outcomes.set(orderId, await buy(orderId, 1));
        }
      }),
    );
    /** Moves units unless they were sold meanwhile; says by how many there are more. */
    const move = async (kind: MovementKind, causeId: string, ...units: readonly PlacedUnits[]): Promise<number> => {
      const rejections = await transact(stock.bring(movement(kind, causeId, ...units), await found()));
      return rejections.length === 0 ? sumOf(units) : 0;
    };
    let onHand = 40;
    const keeping = (async () => {
      for (let time = 0; time < 6; time += 1) {
        const [main, berlin] = ["loc_main", "loc_berlin"].map((locationId) => ({ locationId, quantity: 1 }));
        if (main === undefined || berlin === undefined) continue;
        onHand += await move("RECEIPT", `rcp_more_${time}`, berlin);
        onHand += await move("TRANSFER", `trf_${time}`, { ...main, quantity: -1 }, berlin);
        onHand += await move("ADJUSTMENT", `adj_${time}`, { ...main, quantity: -1 });
      }
    })();
    await Promise.all([selling, keeping]);
    const sold = [...outcomes.values()].filter((outcome) => outcome === "held").length;
    const total = Object.values(await levels()).reduce<Counters>(addCounters, noUnits);
    expect(total).toEqual({ onHand, reserved: sold, allocated: 0, available: onHand - sold });
    expect(total.available).toBeGreaterThanOrEqual(0);
    expect(await drift()).toEqual([]);
  });
});

describe("a SKU's ledgers", () => {
  it("are listed page by page as one, in the order given and each by entry", async () => {
    const { stock, table } = await stocked({ loc_main: 3 });
    const more = { sku, causeId: "ord_1", kind: "RESERVATION", units: [], movedAt: at.toISOString() } as const;
    const entity = movementEntity(table);
    for (const ledger of ["other", "last"]) {
      for (const entry of ["2", "1"])
        await entity.create({ ...more, ledger, entry, causeId: `${ledger}_${entry}`, units: [] }).go();
    }
    const listed: string[] = [];
    let position: string | null = null;
    for (let pages = 0; pages < 10; pages += 1) {
      const page = await stock.listMovements(sku, [mainLedger, "empty", "other", "last"], 1, position);
      expect(page.items.length).toBeLessThanOrEqual(1);
      listed.push(...page.items.map(({ causeId }) => causeId));
      position = page.position;
      if (position === null) break;
    }
    expect(position).toBeNull();
    expect(listed).toEqual(["rcp_0", "other_1", "other_2", "last_1", "last_2"]);
  });
});
