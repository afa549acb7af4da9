import { randomUUID } from "node:crypto";
import { batchGet } from "@millrace/table/batch-get";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { conflictAt, keysOf } from "../bench/conflicts.ts";
import { openShop } from "../support/order-life.ts";
import type { Intercept } from "../support/sdk-calls.ts";

let shop: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  shop = await openShop(inject("dynamodbEndpoint"));
});
afterAll(() => shop.house.close());

async function levelOf(sku: string) {
  return (await batchGet(shop.house.table, [shop.stock.read(sku)]))[0]?.levels["loc_main"];
}

/** Lets the process die at its nth call. */
function dyingAt(nth: number, when: "before" | "after"): Intercept {
  let calls = 0;
  return async (_, send) => {
    calls += 1;
    if (calls !== nth) return undefined;
    if (when === "after") await send();
    throw new Error("The process died.");
  };
}

async function die(buy: (key: string) => Promise<unknown>, key: string, meanwhile: Intercept): Promise<void> {
  shop.house.answerWith(meanwhile);
  // As an outage, of which the chain knows no more than that nobody can say what was written.
  expect(await buy(key)).toMatchObject({ status: 500 });
  shop.house.answerWith(async () => undefined);
}

/** Lets every transaction of an order that writes to the counters meet another writer there, as AWS does in a rush. */
const countersContended: Intercept = async ({ operation, body }) => {
  if (operation !== "TransactWriteItems") return undefined;
  const keys = keysOf(body);
  const met = keys.map((key) => key.endsWith(" $stock_1"));
  return met.includes(true) && keys.some((key) => key.endsWith(" $order_1")) ? conflictAt(met) : undefined;
};

/** Two reads, a ticket for each of two SKUs, one transaction. */
const calls = [1, 2, 3, 4, 5];
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);

describe.each(calls)("a checkout that dies at its call %i", (call) => {
  it.each(["before", "after"] as const)("%s it is made sells what it sold, and holds nothing else", async (when) => {
    const skus = [await shop.anArticle(3), await shop.anArticle(3)];
    const buy = await shop.aBuyer(skus.map((sku) => ({ sku, quantity: 2 })));
    const key = randomUUID();
    await die(buy, key, dyingAt(call, when));
    for (const minutes of [2, 3, 4]) await shop.settleTicketsAt(inMinutes(minutes));
    const isOrdered = call === 5 && when === "after";
    for (const sku of skus) {
      expect(await levelOf(sku)).toMatchObject(
        isOrdered ? { reserved: 2, available: 1 } : { reserved: 0, available: 3 },
      );
    }
    expect(await buy(key)).toMatchObject({ status: 201 });
    await shop.house.settle();
    for (const sku of skus) expect(await levelOf(sku)).toMatchObject({ onHand: 3, allocated: 2, available: 1 });
  });
});

const write = "orders-events TransactWriteItems";

describe("an order that meets others at the counters as it is settled", () => {
  it.each([
    ["tok_ok", { reserved: 0, allocated: 2, available: 1 }],
    ["tok_declined", { reserved: 0, allocated: 0, available: 3 }],
  ])("paid with %s is settled without them, and they follow", async (token, level) => {
    const sku = await shop.anArticle(3);
    const buy = await shop.aBuyer([{ sku, quantity: 2 }]);
    const { body: order } = await buy(randomUUID(), token);
    shop.house.answerWith(countersContended);
    const calls = await shop.house.watching(() => shop.house.settle());
    shop.house.answerWith(async () => undefined);
    const settled = await shop.orders.orders.get(order.orderId);
    expect(settled?.status).toBe(token === "tok_ok" ? "confirmed" : "canceled");
    // One that met others, and one that did not wait for them.
    const writes = calls.filter(({ functionName, operation }) => `${functionName} ${operation}` === write);
    expect(writes.map(({ status }) => status)).toEqual([400, 200]);
    await shop.settleTicketsAt(new Date());
    expect(await levelOf(sku)).toMatchObject({ onHand: 3, ...level });
  });
});

describe("a checkout that another overtakes", () => {
  it("gives its ticket back at once when its twin was quicker", async () => {
    const sku = await shop.anArticle(9);
    const buy = await shop.aBuyer([{ sku, quantity: 1 }]);
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 5 }, () => buy(key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    await shop.settleTicketsAt(new Date());
    expect(await levelOf(sku)).toMatchObject({ reserved: 1, available: 8 });
  });

  it("gives its ticket back when the coupon was used up meanwhile", async () => {
    const sku = await shop.anArticle(9);
    const code = await shop.aCoupon({ limits: { total: 1 } });
    const buyers = await Promise.all(
      Array.from({ length: 4 }, () => shop.aBuyer([{ sku, quantity: 1 }], { coupons: [code] })),
    );
    const answers = await Promise.all(buyers.map((buy) => buy()));
    const ordered = answers.filter(({ status }) => status === 201).length;
    expect(ordered).toBe(1);
    await shop.settleTicketsAt(new Date());
    expect(await levelOf(sku)).toMatchObject({ reserved: 1, available: 8 });
  });
});
