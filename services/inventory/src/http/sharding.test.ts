import { batchGet } from "@millrace/table/batch-get";
import { commit, transact } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { inventoryWorld, stockKeeper } from "../../../../test/support/inventory-world.ts";
import { movementEntity } from "../data/movement.entity.ts";
import { type Hold, planHolds } from "../domain/plan-holds.ts";
import { InventoryInsufficient, type Stock } from "../domain/stock.ts";
import * as doors from "../doors.ts";

const tee = "TEE-BLUE-M";
const main = "loc_main";

const at = new Date("2026-11-23T09:30:00.000Z");

async function shop(units: number) {
  const world = await inventoryWorld();
  await world.post(tee, "receipts", { locationId: main, quantity: units });
  const { table } = world;
  const open = {
    levels: doors.levels.open(table),
    shards: doors.shards.open(table),
    reserve: doors.reserve.open(table),
    allocate: doors.allocate.open(table),
    release: doors.release.open(table),
  };
  /** Holds a unit as a checkout does: by roots at first, by everything there is once another was quicker. */
  const buy = async (orderId: string, quantity = 1): Promise<readonly Hold[] | undefined> => {
    const wanted = [{ sku: tee, quantity }];
    const [roots] = await batchGet(table, [open.levels([tee])]);
    let stocks: readonly (Stock | undefined)[] = roots;
    for (let attempt = 0; attempt < 8; attempt += 1) {
      try {
        const holds = planHolds(wanted, stocks, undefined, { orderId });
        const rejections = await transact(open.reserve(holds, wanted, { orderId }, at));
        if (rejections.length === 0) return holds;
        if (!rejections.every(doors.isShortage)) throw new Error("Rejected for another reason.");
      } catch (error) {
        if (Object(error).declaration?.code === InventoryInsufficient.code) return undefined;
        throw error;
      }
      const [fresh] = await batchGet(table, [open.levels([tee])]);
      const [others] = await batchGet(table, [open.shards(fresh.filter((root) => root !== undefined))]);
      stocks = [...fresh, ...others];
    }
    return undefined;
  };
  const available = async () => (await world.ports.stock.getAll(tee)).map(({ levels }) => levels[main]?.available ?? 0);
  const totals = async () => (await world.get(`stock/${tee}`)).body.totals;
  return { ...world, open, buy, available, totals };
}

describe("PUT /v1/stock/{sku}/sharding", () => {
  it("spreads the stock, and says what each shard has", async () => {
    const { shard, get, available, totals, drift, factsOf } = await shop(10);
    const answer = await shard(tee, 4);
    expect(answer).toMatchObject({ status: 200, body: { sku: tee, shards: 4, even: true } });
    expect(
      answer.body.levels.map((level: { shard: number; available: number }) => [level.shard, level.available]),
    ).toEqual([
      [0, 3],
      [1, 3],
      [2, 2],
      [3, 2],
    ]);
    expect(await available()).toEqual([3, 3, 2, 2]);
    expect(await totals()).toMatchObject({ onHand: 10, available: 10 });
    expect((await get(`stock/${tee}`)).body).toMatchObject({ shards: 4, version: 1 });
    expect(await factsOf("stock", "stk_TEE-BLUE-M")).toMatchObject([
      { sequence: 1, type: "stock.settings_changed", data: { sku: tee, shards: 4 } },
    ]);
    expect(await drift(tee)).toEqual([]);
  });

  it("changes nothing when it is sent again, and moves what has become uneven", async () => {
    const { shard, buy, available, get } = await shop(9);
    await shard(tee, 3);
    await shard(tee, 3, "key-a");
    expect((await get(`stock/${tee}`)).body.version).toBe(1);
    for (const order of ["a", "b", "c", "d"]) await buy(`ord_${order}`);
    expect((await shard(tee, 3)).body.even).toBe(true);
    const left = await available();
    expect(Math.max(...left) - Math.min(...left)).toBeLessThanOrEqual(1);
    expect((await shard(tee, 4, "key-a")).body.code).toBe("idempotency.key_reused");
  });

  it("gathers the stock again; what orders hold stays and comes back to be sold", async () => {
    const { shard, buy, open, available, totals, drift } = await shop(8);
    await shard(tee, 4);
    const holds = (await Promise.all(Array.from({ length: 8 }, (_, index) => buy(`ord_${index}`)))).map(
      (held) => held ?? [],
    );
    expect((await shard(tee, 1)).body).toMatchObject({ shards: 1, even: true });
    expect(await available()).toEqual([0, 0, 0, 0]);
    expect(await buy("ord_late")).toBeUndefined();
    await commit(open.release(holds[0] ?? [], "ord_0", at));
    const back = await buy("ord_late");
    expect(back).toHaveLength(1);
    for (const [index, held] of holds.entries()) {
      if (index > 0) await commit(open.allocate(held, `ord_${index}`, at));
    }
    await commit(open.release(back ?? [], "ord_late", at));
    await shard(tee, 1);
    expect(await available()).toEqual([1, 0, 0, 0]);
    expect(await totals()).toEqual({ onHand: 8, reserved: 0, allocated: 7, available: 1 });
    expect(await drift(tee)).toEqual([]);
  });

  it("books receipts and counts over the shards", async () => {
    const { shard, post, available, drift } = await shop(4);
    await shard(tee, 4);
    await post(tee, "receipts", { locationId: main, quantity: 9 });
    expect(await available()).toEqual([4, 3, 3, 3]);
    await post(tee, "receipts", { locationId: "loc_berlin", quantity: 2 });
    expect((await post(tee, "counts", { locationId: main, counted: 8 })).body.difference).toBe(-5);
    await post(tee, "transfers", { from: main, to: "loc_berlin", quantity: 7 });
    expect((await available()).reduce((one, other) => one + other, 0)).toBe(1);
    expect(await drift(tee)).toEqual([]);
  });

  it("keeps a ledger per shard, listed page by page as one", async () => {
    const { shard, buy, call, movements, table } = await shop(8);
    await shard(tee, 4);
    const orders = Array.from({ length: 8 }, (_, index) => `ord_${index}`);
    for (const order of orders) await buy(order);
    await shard(tee, 2);
    const listed: { readonly kind: string; readonly causeId: string }[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 100; pages += 1) {
      const query = { limit: "3", ...(cursor === undefined ? {} : { cursor }) };
      const { body } = await call(`GET /v1/stock/${tee}/movements`, { caller: stockKeeper, query });
      expect(body.items.length).toBeLessThanOrEqual(3);
      listed.push(...body.items);
      cursor = body.nextCursor;
      if (cursor === undefined) break;
    }
    expect(
      listed
        .filter(({ kind }) => kind === "RESERVATION")
        .map(({ causeId }) => causeId)
        .toSorted(),
    ).toEqual(orders);
    expect(listed).toHaveLength((await movements(tee)).length);
    expect(new Set(listed.map(({ kind, causeId }) => `${kind} ${causeId}`)).size).toBe(listed.length);
    const entity = movementEntity(table);
    for (const ledger of [1, 2, 3]) {
      const { data } = await entity.query.ofSku({ sku: tee, ledger }).go({ consistent: true });
      expect(new Set(data.map(({ units }) => units[0]?.shard))).toEqual(new Set([ledger]));
    }
    const [first] = listed;
    expect(Object.keys(first ?? {}).toSorted()).toEqual(["causeId", "kind", "movedAt", "pieces"]);
  });

  it.each([0, 17, 1.5])("refuses %s shards", async (shards) => {
    const { shard } = await shop(1);
    expect((await shard(tee, shards)).status).toBe(400);
  });
});

describe("a SKU that is sharded, gathered and sharded again while it sells", () => {
  it("oversells nothing, loses nothing and has no drift", async () => {
    const { shard, buy, open, totals, drift, post } = await shop(60);
    const held = new Map<string, readonly Hold[]>();
    let released = 0;
    const selling = Promise.all(
      Array.from({ length: 8 }, async (_, buyer) => {
        for (let order = 0; order < 12; order += 1) {
          const orderId = `ord_${buyer}_${order}`;
          const holds = await buy(orderId);
          if (holds === undefined) continue;
          if (order % 4 === 3) {
            await commit(open.release(holds, orderId, at));
            released += 1;
          } else held.set(orderId, holds);
        }
      }),
    );
    const spreading = (async () => {
      for (const shards of [4, 1, 8, 2, 6]) expect((await shard(tee, shards)).status).toBe(200);
    })();
    await Promise.all([selling, spreading]);
    expect(released).toBeGreaterThan(0);
    expect(held.size).toBeLessThanOrEqual(60);
    expect(await totals()).toEqual({ onHand: 60, reserved: held.size, allocated: 0, available: 60 - held.size });
    // Nothing lies where buyers cannot find it.
    for (let left = 60 - held.size; left > 0; left -= 1) expect(await buy(`ord_last_${left}`)).toBeDefined();
    expect(await buy("ord_none")).toBeUndefined();
    await Promise.all([...held].map(([orderId, holds]) => commit(open.allocate(holds, orderId, at))));
    expect((await totals()).allocated).toBe(held.size);
    expect(await drift(tee)).toEqual([]);
    expect((await post(tee, "reconciliation", { repair: false })).body).toMatchObject({ drift: [], repaired: false });
  });
});
