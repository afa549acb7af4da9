import { maxAmount } from "@millrace/kernel/money";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { readReady } from "../../cli/src/ready.ts";
import { cartWith, contactIn, sellVariant, setTaxes, shipTo } from "../support/selling.ts";
import { bodyOf, currency, openStore, type Store } from "../support/store.ts";
import { aCoupon } from "./services/promotions.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore(readReady(inject("readyFile")));
});

function euros(amount: number) {
  return { amount, currency };
}

const freeShipping = { effect: { kind: "free_shipping" } };

describe("a declined card", () => {
  it("leaves the buyer the cart, to be checked out with another one", async () => {
    const sku = await store.sell(5);
    const shopper = await store.aShopper();
    const coupons = [await aCoupon({ store }, { limits: { total: 1 } })];
    const cart = await cartWith(store, shopper.token, [{ sku, quantity: 3 }], { coupons });
    const declined = bodyOf(await store.checkout(shopper, cart, { payment: "tok_declined" }), 201);
    await store.until(shopper, declined.orderId, "canceled");
    const open = bodyOf(await store.api("GET", `/v1/carts/${cart.cartId}`, { token: shopper.token }), 200);
    expect(open).toMatchObject({ status: "open", total: cart.total, coupons: [{ applied: true }] });
    expect(open).not.toHaveProperty("orderId");
    const answers = await Promise.all(Array.from({ length: 5 }, () => store.checkout(shopper, open)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409]);
    const { json: paid } = answers.find(({ status }) => status === 201) ?? {};
    await store.until(shopper, paid.orderId, "confirmed");
    expect(await store.level(sku)).toEqual({ onHand: 5, reserved: 0, allocated: 3, available: 2 });
  });
});

describe("an order of nothing to pay", () => {
  it.each(["tok_declined", "tok_requires_action"])("is confirmed, whatever card is sent: %s", async (payment) => {
    const sku = await store.sell(1);
    const shopper = await store.aShopper();
    const coupons = [await aCoupon({ store }, { effect: { kind: "percentage", rate: 1_000_000 } })];
    const cart = await cartWith(store, shopper.token, [{ sku, quantity: 1 }], { coupons });
    const { orderId } = bodyOf(await store.checkout(shopper, cart, { payment }), 201);
    expect(await store.until(shopper, orderId, "confirmed")).toMatchObject({
      paymentStatus: "not_required",
      total: euros(0),
    });
  });

  it("is confirmed without a card, of things that cost nothing", async () => {
    const { sku } = await sellVariant(store, 0, 1);
    const guest = await store.aGuest([{ sku, quantity: 1 }]);
    const { orderId } = bodyOf(await store.checkout(guest, guest.cart, { payment: null }), 201);
    await store.until(guest, orderId, "confirmed");
  });

  it("is the only one that needs no card", async () => {
    const guest = await store.aGuest([{ sku: await store.sell(1), quantity: 1 }]);
    expect(await store.checkout(guest, guest.cart, { payment: null })).toMatchObject({
      status: 400,
      json: { code: "request.invalid", errors: [{ field: "body.payment" }] },
    });
  });
});

describe("free shipping", () => {
  it("is had once, and its other coupons stay unused", async () => {
    const country = "IS";
    const shippingMethodId = await shipTo(store, country, 590);
    const { sku } = await sellVariant(store, 2000, 5, { weightGrams: 500 });
    const { token } = await store.aShopper();
    const buyer = { token, contactId: await contactIn(store, token, country) };
    const once = { ...freeShipping, limits: { perCustomer: 1 } };
    const coupons = [await aCoupon({ store }, once), await aCoupon({ store }, once)];
    const more = { coupons, destination: { country } };
    const undecided = await cartWith(store, token, [{ sku, quantity: 1 }], more);
    expect(undecided.coupons).toMatchObject([{ reason: "no_effect" }, { reason: "no_effect" }]);
    const cart = await cartWith(store, token, [{ sku, quantity: 1 }], { ...more, shippingMethodId });
    expect(cart.promotions).toMatchObject([{ amount: euros(590), freeShipping: true }]);
    const order = bodyOf(await store.checkout(buyer, cart), 201);
    expect(order.promotions).toMatchObject([{ amount: euros(590) }]);
    const again = await cartWith(store, token, [{ sku, quantity: 1 }], { ...more, shippingMethodId });
    expect(again.coupons.map(({ reason }: { reason?: string }) => reason).toSorted()).toEqual([
      "limit_reached",
      undefined,
    ]);
  });
});

describe("a coupon for first orders", () => {
  it("is to be had again when its order is declined, and takes something off one of five orders at once", async () => {
    const sku = await store.sell(20);
    const shopper = await store.aShopper();
    const coupons = [await aCoupon({ store }, { conditions: { firstOrder: true } })];
    const aCart = () => cartWith(store, shopper.token, [{ sku, quantity: 1 }], { coupons });
    const declined = bodyOf(await store.checkout(shopper, await aCart(), { payment: "tok_declined" }), 201);
    await store.until(shopper, declined.orderId, "canceled");

    const carts = await Promise.all(Array.from({ length: 5 }, aCart));
    const answers = await Promise.all(carts.map((cart) => store.checkout(shopper, cart)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409]);
    const { json: order } = answers.find(({ status }) => status === 201) ?? {};
    expect(order.promotions).toHaveLength(1);
    await store.until(shopper, order.orderId, "confirmed");
    expect((await aCart()).coupons).toMatchObject([{ applied: false, reason: "not_met" }]);
  });
});

describe("a total that no order can have", () => {
  it("is refused by the cart where taxes or shipping make it so, and by the checkout, and can be mended", async () => {
    const country = "LI";
    const rates = [{ name: "VAT", taxClass: "standard", rate: 100_000 }];
    await setTaxes(store, country, { pricesInclude: false, rates, regions: [] });
    const { sku } = await sellVariant(store, maxAmount / 10, 20);
    const { token } = await store.aShopper();
    const buyer = { token, contactId: await contactIn(store, token, country) };
    const wanted = { currency, lines: [{ sku, quantity: 10 }], destination: { country } };
    expect(await store.api("POST", "/v1/carts", { token, body: wanted })).toMatchObject({
      status: 422,
      json: { code: "cart.too_large" },
    });

    const cart = await cartWith(store, token, wanted.lines);
    expect(cart.total).toEqual(euros(maxAmount));
    expect(await store.checkout(buyer, cart)).toMatchObject({
      status: 422,
      json: { code: "cart.too_large", errors: [{ field: "total" }] },
    });
    const expectedTotal = euros((maxAmount / 10) * 11);
    expect(await store.checkout(buyer, cart, { expectedTotal })).toMatchObject({ status: 422 });
    const path = `/v1/carts/${cart.cartId}`;
    const headers = { "if-match": `"${cart.version}"` };
    const abroad = { token, headers, body: { destination: { country } } };
    expect(await store.api("PATCH", path, abroad)).toMatchObject({ status: 422, json: { code: "cart.too_large" } });

    bodyOf(await store.api("PUT", `${path}/lines/${sku}`, { token, headers, body: { quantity: 9 } }), 200);
    const shown = bodyOf(await store.api("GET", path, { token }), 200);
    const total = euros((maxAmount / 100) * 99);
    const order = bodyOf(await store.checkout(buyer, shown, { expectedTotal: total }), 201);
    expect(order.total).toEqual(total);
  });
});
