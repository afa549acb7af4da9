import { randomUUID } from "node:crypto";
import type { Owner } from "@millrace/kernel/caller";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { aCustomer, openShop } from "../support/order-life.ts";

let shop: Awaited<ReturnType<typeof openShop>>;
let welcome: string;
beforeAll(async () => {
  shop = await openShop(inject("dynamodbEndpoint"));
  welcome = await shop.aCoupon({ conditions: { firstOrder: true } });
});
afterAll(() => shop.house.close());

const inHalfAnHour = () => new Date(Date.now() + 31 * 60_000);

async function cartsOf(caller: Owner, carts: number, coupons: readonly string[]) {
  const sku = await shop.anArticle(carts);
  return Promise.all(Array.from({ length: carts }, () => shop.aBuyer([{ sku, quantity: 1 }], { caller, coupons })));
}

/** A cart of the customer's with this coupon, as it is shown: whether the coupon takes something off. */
async function reasonAgainst(caller: Owner, coupon: string): Promise<string | undefined> {
  const [buy] = await cartsOf(caller, 1, [coupon]);
  return buy?.cart.coupons[0].reason;
}

describe("a coupon for first orders", () => {
  it("takes something off one of five orders that a customer places at once", async () => {
    const caller = aCustomer();
    const carts = await cartsOf(caller, 5, [welcome]);
    const answers = await Promise.all(carts.map((buy) => buy()));
    const got = answers.filter(({ status }) => status === 201);
    expect(got.map(({ body }) => body.promotions?.length)).toEqual([1]);
    expect(answers.filter(({ status }) => status !== 201).map(({ status }) => status)).toEqual([409, 409, 409, 409]);
    await shop.house.settle();
    expect(await reasonAgainst(caller, welcome)).toBe("not_met");
  });

  it.each([
    ["was declined", "tok_declined"],
    ["was never paid", "tok_requires_action"],
  ])("is to be had again when the order %s", async (_, token) => {
    const caller = aCustomer();
    const [buy] = await cartsOf(caller, 1, [welcome]);
    expect(await buy?.(randomUUID(), token)).toMatchObject({ status: 201 });
    expect(await reasonAgainst(caller, welcome)).toBe("not_met");
    await shop.house.settle();
    await shop.sweepAt(inHalfAnHour());
    expect(await reasonAgainst(caller, welcome)).toBeUndefined();
    const [again] = await cartsOf(caller, 1, [welcome]);
    expect(await again?.()).toMatchObject({ status: 201 });
    await shop.house.settle();
    expect(await reasonAgainst(caller, welcome)).toBe("not_met");
  });

  it("is not used up by an order without it that came to nothing, and is by one that was confirmed", async () => {
    const caller = aCustomer();
    const [declined, paid] = await cartsOf(caller, 2, []);
    await declined?.(randomUUID(), "tok_declined");
    await shop.house.settle();
    expect(await reasonAgainst(caller, welcome)).toBeUndefined();
    await paid?.();
    await shop.house.settle();
    expect(await reasonAgainst(caller, welcome)).toBe("not_met");
  });
});

describe("a coupon for once per customer", () => {
  it("is used up by one of five orders at once, and to be had again when that one is declined", async () => {
    const once = await shop.aCoupon({ limits: { perCustomer: 1 } });
    const caller = aCustomer();
    const carts = await cartsOf(caller, 5, [once]);
    const answers = await Promise.all(carts.map((buy) => buy(randomUUID(), "tok_declined")));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await reasonAgainst(caller, once)).toBe("limit_reached");
    await shop.house.settle();
    expect(await reasonAgainst(caller, once)).toBeUndefined();
  });
});
