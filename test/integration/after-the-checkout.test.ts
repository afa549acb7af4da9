import { randomUUID } from "node:crypto";
import { createHandler } from "@millrace/contracts/create-handler";
import { OrderConfirmed } from "@millrace/contracts/orders";
import { PaymentAuthorized } from "@millrace/contracts/payments";
import { batchGet } from "@millrace/table/batch-get";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { openShop } from "../support/order-life.ts";

let shop: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  shop = await openShop(inject("dynamodbEndpoint"));
});
afterAll(() => shop.house.close());

type Buy = Awaited<ReturnType<typeof shop.aBuyer>>;

const afterItsTime = () => new Date(Date.now() + 31 * 60_000);

async function stockOf(sku: string) {
  const [stock] = await batchGet(shop.house.table, [shop.stock.read(sku)]);
  const { onHand, reserved, allocated, available } = stock?.levels["loc_main"] ?? {};
  return { onHand, reserved, allocated, available };
}

async function orderOf(orderId: string) {
  const { status, paymentStatus, cancelReason } = (await shop.orders.orders.get(orderId)) ?? {};
  return { status, paymentStatus, cancelReason };
}

async function cartOf({ cart }: Buy) {
  return (await batchGet(shop.house.table, [shop.carts.carts.read(cart.cartId)]))[0];
}

async function aBuyerOfTwo(available = 3, coupons: readonly string[] = []) {
  const sku = await shop.anArticle(available);
  return { sku, buy: await shop.aBuyer([{ sku, quantity: 2 }], { coupons }) };
}

/** An authorization of an order's payment, as its provider may tell it late. */
async function authorizedLate(orderId: string): Promise<void> {
  const { onPaymentAuthorized } = await import("../../services/orders/src/events/on-payment-authorized.ts");
  const data = { ...PaymentAuthorized.example, orderId };
  const origin = { actor: "payments", correlationId: "c", causationId: "e", causationDepth: 1 };
  await createHandler(onPaymentAuthorized, shop.orders)({ metadata: {}, data, at: new Date(), origin } as never);
}

describe("a cart whose order came to nothing", () => {
  it.each([
    ["was declined", "tok_declined", "payment_failed"],
    ["was not paid in time", "tok_requires_action", "unpaid"],
  ])("is open as it was once the order %s, and sells its pieces once", async (_, token, cancelReason) => {
    const once = await shop.aCoupon({ limits: { total: 1 } });
    const { sku, buy } = await aBuyerOfTwo(3, [once]);
    const before = await cartOf(buy);
    const { body: first } = await buy(randomUUID(), token);
    expect(await cartOf(buy)).toMatchObject({ status: "closed", orderId: first.orderId });
    await shop.house.settle();
    await shop.sweepAt(afterItsTime());
    expect(await orderOf(first.orderId)).toMatchObject({ status: "canceled", cancelReason });
    expect(await cartOf(buy)).toEqual(before);

    const { status, body: second } = await buy();
    expect({ status, total: second.total }).toEqual({ status: 201, total: buy.cart.total });
    await shop.house.settle({ copies: 3 });
    expect(await orderOf(second.orderId)).toMatchObject({ status: "confirmed", paymentStatus: "authorized" });
    expect(await orderOf(first.orderId)).toMatchObject({ status: "canceled" });
    expect(await stockOf(sku)).toEqual({ onHand: 3, reserved: 0, allocated: 2, available: 1 });
    expect(await cartOf(buy)).toMatchObject({ status: "closed", orderId: second.orderId });
    expect(await buy()).toMatchObject({ status: 409, body: { code: "cart.closed" } });
  });

  it("is checked out by one of five requests at once", async () => {
    const { sku, buy } = await aBuyerOfTwo(20);
    await buy(randomUUID(), "tok_declined");
    await shop.house.settle();
    const answers = await Promise.all(Array.from({ length: 5 }, () => buy()));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409]);
    await shop.house.settle();
    expect(await stockOf(sku)).toEqual({ onHand: 20, reserved: 0, allocated: 2, available: 18 });
  });

  it("stays closed by its next order, however often and late the first one's end is told", async () => {
    const { buy } = await aBuyerOfTwo();
    const { body: first } = await buy(randomUUID(), "tok_requires_action");
    await shop.house.settle();
    await shop.sweepAt(afterItsTime());
    const { body: second } = await buy(randomUUID(), "tok_requires_action");
    await Promise.all([1, 2, 3].map(() => authorizedLate(first.orderId)));
    await shop.house.settle({ copies: 3, reversed: true });
    expect(await orderOf(first.orderId)).toMatchObject({ status: "canceled", paymentStatus: "canceled" });
    expect(await cartOf(buy)).toMatchObject({ status: "closed", orderId: second.orderId });
  });

  it("sells two pieces to one buyer, whatever wins: a late authorization, the expiry, or the cart's next checkout", async () => {
    for (let race = 0; race < 8; race += 1) {
      const { sku, buy } = await aBuyerOfTwo(2);
      const { body: first } = await buy(randomUUID(), "tok_requires_action");
      // Who loses against the other's write is told to come again.
      await Promise.allSettled([
        ...(race % 2 === 0 ? [authorizedLate(first.orderId)] : []),
        shop.sweepAt(afterItsTime()),
        authorizedLate(first.orderId),
        buy(),
      ]);
      await shop.sweepAt(afterItsTime());
      const { status } = await orderOf(first.orderId);
      expect(["confirmed", "canceled"]).toContain(status);
      expect(await buy()).toMatchObject({ status: status === "confirmed" ? 409 : 201 });
      const { onHand, reserved = 0, allocated = 0, available } = await stockOf(sku);
      expect({ onHand, sold: reserved + allocated, available }).toEqual({ onHand: 2, sold: 2, available: 0 });
    }
  });

  it("ends as an order does whose cart is gone", async () => {
    const { sku, buy } = await aBuyerOfTwo();
    const { body } = await buy(randomUUID(), "tok_requires_action");
    await shop.house.settle();
    await shop.forgetCart(buy.cart.cartId);
    await shop.sweepAt(afterItsTime());
    expect(await orderOf(body.orderId)).toMatchObject({ status: "canceled" });
    expect(await stockOf(sku)).toMatchObject({ reserved: 0, available: 3 });
  });
});

describe("an order of nothing to pay", () => {
  const free = async () => {
    const coupon = await shop.aCoupon({ effect: { kind: "percentage", rate: 1_000_000 } });
    return aBuyerOfTwo(3, [coupon]);
  };

  it.each([
    ["a card that would be declined", { payment: { provider: "sandbox", token: "tok_declined" } }],
    ["a card that would need action", { payment: { provider: "sandbox", token: "tok_requires_action" } }],
    ["no card", { payment: undefined }],
  ])("is confirmed with %s, and told once", async (_, changes) => {
    const { sku, buy } = await free();
    const { status, body } = await buy(randomUUID(), "tok_ok", changes);
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { paymentStatus: "not_required", total: { amount: 0 } },
    });
    await shop.house.settle({ copies: 2 });
    expect(await orderOf(body.orderId)).toMatchObject({ status: "confirmed", paymentStatus: "not_required" });
    await shop.sweepAt(afterItsTime());
    expect(await orderOf(body.orderId)).toMatchObject({ status: "confirmed" });
    expect(await stockOf(sku)).toEqual({ onHand: 3, reserved: 0, allocated: 2, available: 1 });
    const told = await shop.orders.journal.list(body.orderId, 0, 10);
    expect(told.map(({ type }) => type)).toEqual(["order.placed", OrderConfirmed.name]);
    expect(shop.house.mails.filter(({ eventId }) => eventId.startsWith(body.orderId))).toHaveLength(1);
  });

  it("keeps no token of the buyer's", async () => {
    const { buy } = await free();
    const { body } = await buy();
    const order = await shop.orders.orders.get(body.orderId);
    const payment = await shop.payments.payments.get(order?.paymentId ?? "");
    expect(payment).toMatchObject({ provider: "none", token: "none" });
  });

  it("is confirmed by the sweeper where payments say nothing in time", async () => {
    const { buy } = await free();
    const { body } = await buy();
    await shop.sweepAt(afterItsTime());
    expect(await orderOf(body.orderId)).toMatchObject({ status: "confirmed", paymentStatus: "not_required" });
    await shop.house.settle();
    expect(await orderOf(body.orderId)).toMatchObject({ status: "confirmed" });
  });

  it("may be one of things that cost nothing", async () => {
    const sku = await shop.anArticle(3, 0);
    const buy = await shop.aBuyer([{ sku, quantity: 1 }]);
    const { body } = await buy(randomUUID(), "tok_declined");
    await shop.house.settle();
    expect(await orderOf(body.orderId)).toMatchObject({ status: "confirmed", paymentStatus: "not_required" });
  });

  it("is the only one that needs no payment", async () => {
    const { buy } = await aBuyerOfTwo();
    const refused = await buy(randomUUID(), "tok_ok", { payment: undefined });
    expect(refused).toMatchObject({
      status: 400,
      body: { code: "request.invalid", errors: [{ field: "body.payment" }] },
    });
  });
});
