import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { readReady } from "../../cli/src/ready.ts";
import { openStore, type Store } from "../support/store.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore(readReady(inject("readyFile")));
});

describe("the same checkout sent ten times at once", () => {
  it("is one order and one payment, told ten times in the same bytes", async () => {
    const shopper = await store.aShopper();
    const sku = await store.sell(50);
    const cart = await store.cartOf(shopper, [{ sku, quantity: 2 }]);
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => store.checkout(shopper, cart, { key })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true")).toHaveLength(9);

    const { orderId } = answers[0]?.json ?? {};
    await store.until(shopper, orderId, "confirmed");
    expect(await store.all("/v1/orders", shopper.token)).toMatchObject([{ orderId }]);
    expect(await store.level(sku)).toEqual({ onHand: 50, reserved: 0, allocated: 2, available: 48 });
    // A second payment would have confirmed, or tried to confirm, a second time.
    expect(await store.timeline(shopper, orderId)).toHaveLength(2);
  });
});

describe("a key that was used", () => {
  it("refuses another body", async () => {
    const shopper = await store.aShopper();
    const cart = await store.cartOf(shopper, [{ sku: await store.sell(5), quantity: 1 }]);
    const key = randomUUID();
    expect(await store.checkout(shopper, cart, { key })).toMatchObject({ status: 201 });
    expect(await store.checkout(shopper, cart, { key, payment: "tok_declined" })).toMatchObject({
      status: 422,
      json: { code: "idempotency.key_reused" },
    });
  });

  it("refuses another cart", async () => {
    const shopper = await store.aShopper();
    const sku = await store.sell(5);
    const [one, two] = [
      await store.cartOf(shopper, [{ sku, quantity: 1 }]),
      await store.cartOf(shopper, [{ sku, quantity: 1 }]),
    ];
    const key = randomUUID();
    expect(await store.checkout(shopper, one, { key })).toMatchObject({ status: 201 });
    expect(await store.checkout(shopper, two, { key })).toMatchObject({ status: 422 });
  });

  it("belongs to its caller: another caller's order has it too", async () => {
    const sku = await store.sell(5);
    const [one, two] = await Promise.all([store.aShopper(), store.aShopper()]);
    const key = randomUUID();
    const first = await store.checkout(one, await store.cartOf(one, [{ sku, quantity: 1 }]), { key });
    const second = await store.checkout(two, await store.cartOf(two, [{ sku, quantity: 1 }]), { key });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json.orderId).not.toBe(first.json.orderId);
    expect(second.headers.get("idempotency-replayed")).toBeNull();
  });

  it("may be tried again after a refusal", async () => {
    const shopper = await store.aShopper();
    const sku = await store.sell(1);
    const cart = await store.cartOf(shopper, [{ sku, quantity: 2 }]);
    const key = randomUUID();
    expect(await store.checkout(shopper, cart, { key })).toMatchObject({
      status: 409,
      json: { code: "inventory.insufficient" },
    });
    await store.receive(sku, 1);
    const second = await store.checkout(shopper, cart, { key });
    expect(second.status).toBe(201);
    expect(second.headers.get("idempotency-replayed")).toBeNull();
  });
});
