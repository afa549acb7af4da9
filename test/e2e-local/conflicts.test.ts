import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { readLocalReady } from "../../cli/src/ready.ts";
import { createAdmin } from "../support/admin.ts";
import { countersOf } from "../support/ledger.ts";
import { rush } from "../support/rush.ts";
import { openStore, type Store } from "../support/store.ts";
import { storedItems } from "../support/stored.ts";

const ready = readLocalReady(inject("readyFile"));
const admin = createAdmin(ready);

let store: Store;
beforeAll(async () => {
  store = await openStore(ready);
});
afterAll(() => admin.setFaults([]));

const call = "dynamodb:TransactWriteItems";
const occurrence = { rate: 0.33 };

describe("the same checkout sent ten times at once, while every third transaction meets another", () => {
  it("is one order and one payment, told ten times in the same bytes", async () => {
    const sku = await store.sell(50);
    const guest = await store.aGuest([{ sku, quantity: 2 }]);
    const key = randomUUID();
    await admin.setFaults([{ function: "orders-checkout", call, occurrence, fault: "conflict" }]);
    const answers = await Promise.all(Array.from({ length: 10 }, () => store.checkout(guest, guest.cart, { key })));
    await admin.setFaults([]);
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true")).toHaveLength(9);
    const { orderId } = answers[0]?.json ?? {};
    const stored = (await storedItems(ready)).filter((item) => item["orderId"] === orderId);
    const count = (entity: string) => stored.filter((item) => item["__edb_e__"] === entity).length;
    expect({ orders: count("order"), payments: count("payment") }).toEqual({ orders: 1, payments: 1 });
    expect(await store.all("/v1/orders", guest.token)).toHaveLength(1);
  });
});

const pieces = 50;
const carts = 200;

describe(`${carts} checkouts open at once for ${pieces} pieces, while every third transaction meets another`, () => {
  it("sell exactly what there is, and refuse the others as if there had been no conflict", async () => {
    const sku = await store.sell(pieces);
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
