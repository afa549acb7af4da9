import { randomUUID } from "node:crypto";
import { batchGet } from "@millrace/table/batch-get";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
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
    throw Object.assign(new Error("The process died."), { name: "ProcessDied" });
  };
}

async function die(buy: (key: string) => Promise<unknown>, key: string, meanwhile: Intercept): Promise<void> {
  shop.house.answerWith(meanwhile);
  await buy(key).catch(() => undefined);
  shop.house.answerWith(async () => undefined);
}

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
