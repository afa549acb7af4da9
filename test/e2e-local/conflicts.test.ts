import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createAdmin } from "../support/admin.ts";
import { countersOf } from "../support/ledger.ts";
import { readReady } from "../support/ready.ts";
import { rush } from "../support/rush.ts";
import { openStore, type Store } from "../support/store.ts";

const ready = readReady(inject("readyFile"));
const admin = createAdmin(ready);

let store: Store;
beforeAll(async () => {
  store = await openStore(ready);
});
afterAll(() => admin.setFaults([]));

const pieces = 50;
const carts = 200;

describe(`${carts} checkouts open at once for ${pieces} pieces, while every third transaction meets another`, () => {
  it("sell exactly what there is, and refuse the others as if there had been no conflict", async () => {
    const sku = await store.sell(pieces);
    const call = "dynamodb:TransactWriteItems";
    const occurrence = { rate: 0.33 };
    await admin.setFaults([
      { function: "orders-checkout", call, occurrence, fault: "conflict" },
      { function: "payments-events", call, occurrence, fault: "conflict" },
      { function: "orders-events", call, occurrence, fault: "conflict" },
    ]);
    const { orders, answers } = await rush(store, carts, [{ sku, quantity: 1 }]);
    expect(answers).toEqual({ "201": pieces, "409 inventory.insufficient": carts - pieces });
    for (const { buyer, orderId } of orders) await store.until(buyer, orderId, "confirmed");
    expect((await admin.faults()).every(({ hits }) => hits > 0)).toBe(true);
    const level = await store.level(sku);
    expect(level).toEqual({ onHand: pieces, reserved: 0, allocated: pieces, available: 0 });
    expect(countersOf(await store.movements(sku))).toEqual(level);
  });
});
