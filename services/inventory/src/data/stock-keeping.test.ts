import { batchGet } from "@millrace/table/batch-get";
import { commit, transact } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { inventoryWorld } from "../../../../test/support/inventory-world.ts";
import { findDrift } from "../domain/drift.ts";
import { settingsOf } from "../domain/settings.ts";
import { countersOf } from "../domain/stock.ts";

const tee = "TEE-BLUE-M";
const main = "loc_main";

async function shop() {
  const world = await inventoryWorld();
  await world.post(tee, "receipts", { locationId: main, quantity: 10 });
  const { stock, stockKeeping } = world.ports;
  const sell = (orderId: string) => {
    const holds = [{ sku: tee, locationId: main, shard: 0, quantity: 1 }];
    return commit(stock.reserve(holds, { causeId: orderId, at: new Date(0) }));
  };
  return { ...world, stock, stockKeeping, sell };
}

describe("AP-I14 repair", () => {
  it("changes nothing once units have moved since they were read", async () => {
    const { stock, stockKeeping, sell, movements, drift } = await shop();
    const stocks = await stock.getAll(tee);
    const stale = countersOf([
      ...(await movements(tee)),
      { kind: "RECEIPT", units: [{ locationId: main, shard: 0, quantity: 1 }] },
    ]);
    const findings = findDrift(stocks, stale);
    expect(findings).toHaveLength(1);
    await sell("ord_1");
    expect(await transact(stockKeeping.repair(tee, findings, stocks))).toHaveLength(1);
    expect(await drift(tee)).toEqual([]);
  });

  it("notices units that moved and moved back", async () => {
    const { stock, stockKeeping, sell } = await shop();
    const stocks = await stock.getAll(tee);
    const findings = findDrift(stocks, new Map());
    await sell("ord_1");
    const holds = [{ sku: tee, locationId: main, shard: 0, quantity: 1 }];
    await commit(stock.release(holds, { causeId: "ord_1", at: new Date(0) }));
    expect((await stock.getAll(tee))[0]?.levels).toEqual(stocks[0]?.levels);
    expect(await transact(stockKeeping.repair(tee, findings, stocks))).toHaveLength(1);
  });

  it("makes an item again that was lost", async () => {
    const { stockKeeping, stock, table } = await shop();
    const ledger = { onHand: 2, reserved: 0, allocated: 0, available: 2 };
    const drift = { locationId: main, shard: 3, onHand: -2, reserved: 0, allocated: 0, available: -2 };
    await commit(stockKeeping.repair(tee, [{ drift, ledger }], await stock.getAll(tee)));
    const [made] = await batchGet(table, [stock.read(tee, 3)]);
    expect(made).toMatchObject({ shard: 3, levels: { [main]: ledger } });
  });
});

describe("AP-I13 changeShards", () => {
  it("makes no shard over one that is there", async () => {
    const { stock, stockKeeping, shard } = await shop();
    const [root] = await stock.getAll(tee);
    if (root === undefined) throw new Error("The SKU has stock.");
    await shard(tee, 4);
    const late = stockKeeping.changeShards({ ...settingsOf(tee, root), shards: 2, version: 1 }, root, main);
    expect(await transact(late)).toHaveLength(1);
    expect((await stock.getAll(tee)).map(({ levels }) => levels[main]?.available)).toEqual([3, 3, 2, 2]);
  });

  it("gives a new shard every location of the root, with nothing there", async () => {
    const { stock, stockKeeping, post } = await shop();
    await post(tee, "receipts", { locationId: "loc_berlin", quantity: 1 });
    const [root] = await stock.getAll(tee);
    if (root === undefined) throw new Error("The SKU has stock.");
    await commit(stockKeeping.changeShards({ ...settingsOf(tee, root), shards: 2, version: 1 }, root, main));
    const nothing = { onHand: 0, reserved: 0, allocated: 0, available: 0 };
    expect((await stock.getAll(tee))[1]).toMatchObject({
      shard: 1,
      levels: { loc_berlin: nothing, loc_main: nothing },
    });
  });
});
