import { commit, transact } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { inventoryWorld } from "../../../../test/support/inventory-world.ts";
import { findDrift } from "../domain/drift.ts";
import { countersOf } from "../domain/stock.ts";
import { stockEntity } from "./stock.entity.ts";

const tee = "TEE-BLUE-M";
const main = "loc_main";

async function shop() {
  const world = await inventoryWorld();
  await world.post(tee, "receipts", { locationId: main, quantity: 10 });
  const { stock, stockKeeping } = world.ports;
  const sell = (orderId: string) => {
    const holds = [{ sku: tee, locationId: main, quantity: 1 }];
    return commit(stock.reserve(holds, { causeId: orderId, at: new Date(0) }));
  };
  return { ...world, stock, stockKeeping, sell };
}

describe("AP-I12 repair", () => {
  it("changes nothing once units have moved since they were read", async () => {
    const { stock, stockKeeping, sell, movements, drift } = await shop();
    const known = await stock.get(tee);
    const stale = countersOf([
      ...(await movements(tee)),
      { kind: "RECEIPT", units: [{ locationId: main, quantity: 1 }] },
    ]);
    const findings = findDrift(known, stale);
    expect(findings).toHaveLength(1);
    await sell("ord_1");
    expect(await transact([stockKeeping.repair(tee, findings, known)])).toHaveLength(1);
    expect(await drift(tee)).toEqual([]);
  });

  it("notices units that moved and moved back", async () => {
    const { stock, stockKeeping, sell } = await shop();
    const known = await stock.get(tee);
    const findings = findDrift(known, new Map());
    await sell("ord_1");
    const holds = [{ sku: tee, locationId: main, quantity: 1 }];
    await commit(stock.release(holds, { causeId: "ord_1", at: new Date(0) }));
    expect((await stock.get(tee))?.levels).toEqual(known?.levels);
    expect(await transact([stockKeeping.repair(tee, findings, known)])).toHaveLength(1);
  });

  it("makes an item again that was lost", async () => {
    const { stockKeeping, stock, movements, drift, table } = await shop();
    const known = await stock.get(tee);
    await stockEntity(table).delete({ sku: tee }).go();
    const findings = findDrift(undefined, countersOf(await movements(tee)));
    await commit([stockKeeping.repair(tee, findings, undefined)]);
    expect((await stock.get(tee))?.levels).toEqual(known?.levels);
    expect(await drift(tee)).toEqual([]);
  });
});
