import { transact } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { intercept } from "../../../../test/support/intercept.ts";
import { inventoryWorld } from "../../../../test/support/inventory-world.ts";
import { stockEntity } from "../data/stock.entity.ts";
import type { Counters } from "../domain/stock.ts";

const tee = "TEE-BLUE-M";
const main = "loc_main";

async function shop() {
  const world = await inventoryWorld();
  await world.post(tee, "receipts", { locationId: main, quantity: 10 });
  await world.post(tee, "receipts", { locationId: "loc_berlin", quantity: 5 });
  const reserve = (orderId: string) => {
    const holds = [{ sku: tee, locationId: main, quantity: 1 }];
    return transact(world.ports.stock.reserve(holds, { causeId: orderId, at: new Date(0) }));
  };
  /** Sets counters past the ledger, as no command can. */
  const damage = async (change: Readonly<Record<string, Counters>>) => {
    const levels = { ...(await world.ports.stock.get(tee))?.levels, ...change };
    await stockEntity(world.table).patch({ sku: tee }).set({ levels }).go();
  };
  const reconcile = (repair: boolean, key?: string) => world.post(tee, "reconciliation", { repair }, key);
  return { ...world, reserve, damage, reconcile };
}

const broken: Counters = { onHand: 12, reserved: 0, allocated: 0, available: 14 };
const found = [{ locationId: main, onHand: 2, reserved: 0, allocated: 0, available: 4 }];

describe("POST /v1/stock/{sku}/reconciliation", () => {
  it("finds nothing where counters are what the ledger says", async () => {
    const { reconcile, reserve, factsOf } = await shop();
    await reserve("ord_1");
    const { status, body } = await reconcile(true);
    expect({ status, body }).toMatchObject({ status: 200, body: { sku: tee, drift: [], repaired: false } });
    expect(await factsOf("causeId", body.reconciliationId)).toEqual([]);
  });

  it("reports by how much each location is off, and leaves it", async () => {
    const { reconcile, damage, drift } = await shop();
    await damage({ [main]: broken });
    expect((await reconcile(false)).body).toMatchObject({ drift: found, repaired: false });
    expect(await drift(tee)).toEqual(found);
  });

  it("sets the counters to what the ledger says, once, and tells it", async () => {
    const { reconcile, damage, drift, factsOf, get } = await shop();
    await damage({ [main]: broken, loc_nowhere: broken });
    const answers = await Promise.all([reconcile(true, "key-a"), reconcile(true, "key-a")]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    const [{ body } = { body: undefined }] = answers;
    expect(body).toMatchObject({ repaired: true });
    expect(body.drift).toHaveLength(2);
    expect(await drift(tee)).toEqual([]);
    expect((await get(`stock/${tee}`)).body.totals).toEqual({ onHand: 15, reserved: 0, allocated: 0, available: 15 });
    expect(await factsOf("causeId", body.reconciliationId)).toMatchObject([
      { type: "stock.reconciled", data: { sku: tee, drift: body.drift } },
    ]);
    expect((await reconcile(true)).body).toMatchObject({ drift: [], repaired: false });
  });

  it("makes again levels that were lost", async () => {
    const { reconcile, drift, get, table } = await shop();
    await stockEntity(table).patch({ sku: tee }).set({ levels: {} }).go();
    const { body } = await reconcile(true);
    expect(body.repaired).toBe(true);
    expect(body.drift).toHaveLength(2);
    expect((await get(`stock/${tee}`)).body.totals).toMatchObject({ onHand: 15, available: 15 });
    expect(await drift(tee)).toEqual([]);
  });

  it("reads again when units moved while it read", async () => {
    const { reconcile, reserve, damage, drift, table } = await shop();
    await damage({ [main]: broken });
    let disturbed = 0;
    intercept(table, async ({ command, forward }) => {
      if (command === "QueryCommand" && disturbed < 1) {
        disturbed += 1;
        await reserve("ord_1");
      }
      return forward();
    });
    expect((await reconcile(true)).body).toMatchObject({ drift: found, repaired: true });
    expect(disturbed).toBe(1);
    expect(await drift(tee)).toEqual([]);
  });

  it("gives up when units never stop moving, and has changed nothing", async () => {
    const { reconcile, reserve, damage, drift, table } = await shop();
    await damage({ [main]: broken });
    let orders = 0;
    intercept(table, async ({ command, forward }) => {
      if (command === "QueryCommand" && orders < 6) {
        orders += 1;
        await reserve(`ord_${orders}`);
      }
      return forward();
    });
    expect(await reconcile(true)).toMatchObject({ status: 503, body: { code: "service.busy" } });
    expect(await drift(tee)).toEqual(found);
  });
});
