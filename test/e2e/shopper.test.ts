import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { eventually } from "../../cli/src/eventually.ts";
import { readReady } from "../../cli/src/ready.ts";
import { aContact, bodyOf, currency, openStore, type Store, unitPrice } from "../support/store.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore(readReady(inject("readyFile")));
});

describe("a shopper", () => {
  it("finds products page by page and reads one", async () => {
    const names = new Set<string>();
    const { api } = store;
    await Promise.all(Array.from({ length: 9 }, () => store.sell(1)));
    let page = bodyOf(await api("GET", "/v1/products?limit=3"), 200);
    for (let pages = 0; pages < 2; pages += 1) {
      for (const { productId } of page.items) names.add(productId);
      page = bodyOf(await api("GET", `/v1/products?limit=3&cursor=${encodeURIComponent(page.nextCursor)}`), 200);
    }
    expect(names.size).toBe(6);
    const [first] = names;
    expect(bodyOf(await api("GET", `/v1/products/${first}`), 200)).toMatchObject({
      productId: first,
      status: "active",
    });
  });

  it("adds a contact, corrects it under its version and finds it in the list", async () => {
    const { api } = store;
    const { token, contactId } = await store.aShopper();
    const path = `/v1/contacts/${contactId}`;
    const headers = { "if-match": '"1"' };
    const corrected = await api("PUT", path, { token, headers, body: { ...aContact(), name: "Ada Corrected" } });
    expect(corrected).toMatchObject({ status: 200, json: { contactId, version: 2 } });
    expect(corrected.headers.get("etag")).toBe('"2"');
    const stale = await api("PUT", path, { token, headers, body: aContact() });
    expect(stale).toMatchObject({ status: 412, json: { code: "version.mismatch" } });
    expect(await store.all("/v1/contacts", token)).toMatchObject([{ contactId, name: "Ada Corrected", version: 2 }]);
  });

  it("fills a cart as a guest, signs in, finds it merged into an older one, and checks out", async () => {
    const { api } = store;
    const [sku, other] = await Promise.all([store.sell(5), store.sell(5)]);
    const guest = await store.aGuest([
      { sku, quantity: 3 },
      { sku: other, quantity: 1 },
    ]);
    const shopper = await store.aShopper();
    const { token } = shopper;
    await store.cartOf(shopper, [{ sku, quantity: 2 }]);
    const older = await eventually("the older cart to be listed", async () => {
      const [found] = (await store.all("/v1/carts", token)) as readonly { cartId: string; version: number }[];
      return found;
    });
    const merged = await api("POST", `/v1/carts/${older.cartId}/merge`, {
      token,
      headers: { "if-match": `"${older.version}"` },
      body: { guestToken: guest.token, guestCartId: guest.cart.cartId },
    });
    expect(merged).toMatchObject({
      status: 200,
      json: {
        version: 2,
        lines: [
          { sku, quantity: 3, changes: [] },
          { sku: other, quantity: 1, changes: [] },
        ],
        totals: { subtotal: { amount: 4 * unitPrice, currency } },
      },
    });
    expect((await store.checkout(guest, guest.cart)).status).toBe(409);
    const placed = await store.checkout(shopper, merged.json);
    expect(placed).toMatchObject({ status: 201, json: { total: merged.json.total } });
  });

  it("fills a cart, is shown today's prices, checks out, and follows the order until it is confirmed", async () => {
    const { api } = store;
    const shopper = await store.aShopper();
    const { token } = shopper;
    const [sku, other] = await Promise.all([store.sell(5), store.sell(5)]);
    const cart = await store.cartOf(shopper, [{ sku, quantity: 1 }]);
    const put = await api("PUT", `/v1/carts/${cart.cartId}/lines/${other}`, {
      token,
      headers: { "if-match": `"${cart.version}"` },
      body: { quantity: 2 },
    });
    expect(put).toMatchObject({ status: 200, json: { version: 2, total: { amount: 3 * unitPrice, currency } } });
    const drop = await api("DELETE", `/v1/carts/${cart.cartId}/lines/${sku}`, {
      token,
      headers: { "if-match": '"2"' },
    });
    expect(drop).toMatchObject({ status: 200, json: { version: 3, lines: [{ sku: other, quantity: 2 }] } });

    const placed = await store.checkout(shopper, drop.json);
    expect(placed).toMatchObject({
      status: 201,
      json: { status: "placed", paymentStatus: "pending", total: { amount: 2 * unitPrice, currency } },
    });
    const { orderId } = placed.json;
    expect(placed.headers.get("location")).toBe(`/v1/orders/${orderId}`);

    expect(await store.until(shopper, orderId, "confirmed")).toMatchObject({ paymentStatus: "authorized", version: 2 });
    expect(await store.timeline(shopper, orderId)).toMatchObject([
      { sequence: 1, type: "order.placed", eventId: `${orderId}.1` },
      { sequence: 2, type: "order.confirmed", eventId: `${orderId}.2` },
    ]);
    expect(bodyOf(await api("GET", `/v1/carts/${cart.cartId}`, { token }), 200)).toMatchObject({
      status: "closed",
      orderId,
    });
    expect(await store.level(other)).toEqual({ onHand: 5, reserved: 0, allocated: 2, available: 3 });
  });

  it("gets the same answer to the same checkout sent again later, byte for byte", async () => {
    const shopper = await store.aShopper();
    const cart = await store.cartOf(shopper, [{ sku: await store.sell(5), quantity: 1 }]);
    const key = randomUUID();
    const first = await store.checkout(shopper, cart, { key });
    await store.until(shopper, first.json.orderId, "confirmed");
    const second = await store.checkout(shopper, cart, { key });
    expect(second).toMatchObject({ status: 201, text: first.text });
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    expect(second.headers.get("idempotency-replayed")).toBe("true");
  });

  it("sees own orders newest first, page by page to the end", async () => {
    const shopper = await store.aShopper();
    const sku = await store.sell(5);
    const placed: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      placed.unshift((await store.buy(shopper, [{ sku, quantity: 1 }])).orderId);
    }
    const listed = (await store.all("/v1/orders", shopper.token, 2)) as readonly { readonly orderId: string }[];
    expect(listed.map(({ orderId }) => orderId)).toEqual(placed);
  });

  it("is told the new total when a price changes between cart and checkout", async () => {
    const { api, staff: token } = store;
    const shopper = await store.aShopper();
    const sku = await store.sell(5);
    const cart = await store.cartOf(shopper, [{ sku, quantity: 2 }]);
    const products = (await store.all("/v1/products")) as readonly {
      productId: string;
      version: number;
      skus: string[];
    }[];
    const product = products.find(({ skus }) => skus.includes(sku));
    const body = { prices: [{ amount: 2500, currency }] };
    const headers = { "if-match": `"${product?.version}"` };
    bodyOf(
      await api("PUT", `/v1/products/${product?.productId}/variants/${sku}/prices`, { token, headers, body }),
      200,
    );
    const refused = await store.checkout(shopper, cart);
    expect(refused).toMatchObject({ status: 409, json: { code: "cart.changed", total: { amount: 5000, currency } } });
    const shown = bodyOf(await api("GET", `/v1/carts/${cart.cartId}`, { token: shopper.token }), 200);
    expect(shown.lines).toMatchObject([{ sku, priceChanged: true, unitPrice: { amount: 2500, currency } }]);
    expect(await store.checkout(shopper, shown)).toMatchObject({ status: 201 });
  });

  it("gets the stock back, and is told so, when the payment is declined", async () => {
    const shopper = await store.aShopper();
    const sku = await store.sell(5);
    const { orderId } = await store.buy(shopper, [{ sku, quantity: 3 }], { payment: "tok_declined" });
    expect(await store.until(shopper, orderId, "canceled")).toMatchObject({
      paymentStatus: "failed",
      cancelReason: "payment_failed",
    });
    expect(await store.timeline(shopper, orderId)).toMatchObject([
      { type: "order.placed" },
      { type: "order.canceled" },
    ]);
    expect(await store.level(sku)).toEqual({ onHand: 5, reserved: 0, allocated: 0, available: 5 });
  });
});

describe("a guest", () => {
  it("buys with nothing but the token that came with the cart", async () => {
    const sku = await store.sell(5);
    const guest = await store.aGuest([{ sku, quantity: 2 }]);
    const placed = bodyOf(await store.checkout(guest, guest.cart), 201);
    expect(await store.until(guest, placed.orderId, "confirmed")).toMatchObject({ orderId: placed.orderId });
    expect(await store.all("/v1/orders", guest.token)).toMatchObject([{ orderId: placed.orderId }]);
    expect(await store.timeline(guest, placed.orderId)).toHaveLength(2);
  });
});
