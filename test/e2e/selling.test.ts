import { beforeAll, describe, expect, inject, it } from "vitest";
import { readReady } from "../../cli/src/ready.ts";
import { cartWith, contactIn, sellVariant, setTaxes, shipTo } from "../support/selling.ts";
import { bodyOf, currency, key, location, openStore, type Store } from "../support/store.ts";
import { aCoupon } from "./services/promotions.ts";

/** Nobody else sells there. */
const country = "PT";

let store: Store;
let shippingMethodId: string;
beforeAll(async () => {
  store = await openStore(readReady(inject("readyFile")));
  const rates = [
    { name: "IVA", taxClass: "standard", rate: 230_000 },
    { name: "IVA reduced", taxClass: "reduced", rate: 60_000 },
  ];
  await setTaxes(store, country, { pricesInclude: false, rates, regions: [] });
  shippingMethodId = await shipTo(store, country, 500);
});

function euros(amount: number) {
  return { amount, currency };
}
async function change(token: string, cart: { cartId: string; version: number }, body: object) {
  return bodyOf(
    await store.api("PATCH", `/v1/carts/${cart.cartId}`, {
      token,
      headers: { "if-match": `"${cart.version}"` },
      body,
    }),
    200,
  );
}

describe("a country whose regions are taxed differently", () => {
  const [nowhere, taxedCountry] = ["contact.address.region", "AT"];
  const rates = [{ name: "Region tax", taxClass: "standard", rate: 72_500 }];
  beforeAll(() =>
    setTaxes(store, taxedCountry, { pricesInclude: false, rates: [], regions: [{ region: "9", rates }] }),
  );

  it("sells to nobody whose region it does not know, and taxes whom it knows", async () => {
    const { sku } = await sellVariant(store, 100_000, 10);
    const { token } = await store.aShopper();
    const lines = [{ sku, quantity: 1 }];
    const open = await cartWith(store, token, lines, { destination: { country: taxedCountry } });
    expect(open).toMatchObject({ regionRequired: true, total: euros(100_000) });
    const contactId = await contactIn(store, token, taxedCountry);
    expect(await store.checkout({ token, contactId }, open)).toMatchObject({
      status: 409,
      json: { code: "region.required", errors: [{ field: nowhere }] },
    });
    const destination = { country: taxedCountry, region: "9" };
    const cart = await change(token, open, { destination });
    expect(cart).toMatchObject({ regionRequired: false, total: euros(107_250) });
    const inVienna = { token, contactId: await contactIn(store, token, taxedCountry, { region: "9" }) };
    expect(bodyOf(await store.checkout(inVienna, cart), 201).total).toEqual(euros(107_250));
  });
});

describe("a cart with a coupon, a destination and a shipping method", () => {
  it("shows to the cent what the order then costs, and the order is confirmed at that price", async () => {
    const [tee, book] = [
      await sellVariant(store, 2000, 10, { weightGrams: 400 }),
      await sellVariant(store, 999, 10, { weightGrams: 600, taxClass: "reduced" }),
    ];
    const { token } = await store.aShopper();
    const contactId = await contactIn(store, token, country);
    const lines = [
      { sku: tee.sku, quantity: 2 },
      { sku: book.sku, quantity: 1 },
    ];
    const coupons = [await aCoupon({ store }, { limits: { perCustomer: 1 } })];
    const cart = await cartWith(store, token, lines, { coupons, destination: { country } });
    // 10 % of 49.99 is 5.00, spread 4.00 and 1.00; 36.00 · 23 % = 8.28, 8.99 · 6 % = 0.5394.
    expect(cart.totals).toMatchObject({ subtotal: euros(4999), discount: euros(500), tax: euros(828 + 54) });
    expect(cart.total).toEqual(euros(4999 - 500 + 882));
    expect(cart.shipping.options).toMatchObject([{ shippingMethodId, name: "Parcel", amount: euros(500) }]);

    const shipped = await change(token, cart, { shippingMethodId });
    expect(shipped.totals).toMatchObject({ shipping: euros(500), tax: euros(882 + 115) });
    const paid = euros(4999 - 500 + 500 + 997);
    expect(shipped.total).toEqual(paid);

    const order = bodyOf(await store.checkout({ token, contactId }, shipped), 201);
    expect(order).toMatchObject({ total: paid, discount: euros(500), tax: euros(997), taxIncluded: false });
    expect(order.shipping).toMatchObject({ name: "Parcel", total: euros(615) });
    expect(order.promotions).toMatchObject([{ code: coupons[0], amount: euros(500) }]);
    expect(await store.until({ token, contactId }, order.orderId, "confirmed")).toMatchObject({ total: paid });

    // Once per customer: the next cart is told why.
    const again = await cartWith(store, token, [{ sku: tee.sku, quantity: 1 }], { coupons });
    expect(again.coupons).toMatchObject([{ applied: false, reason: "limit_reached" }]);
  });

  it("gives a coupon back with the order that nobody pays for", async () => {
    const { sku } = await sellVariant(store, 2000, 10);
    const shopper = await store.aShopper();
    const coupons = [await aCoupon({ store }, { limits: { total: 1 } })];
    const cart = await cartWith(store, shopper.token, [{ sku, quantity: 1 }], { coupons });
    const order = bodyOf(await store.checkout(shopper, cart, { payment: "tok_declined" }), 201);
    await store.until(shopper, order.orderId, "canceled");
    const free = await cartWith(store, shopper.token, [{ sku, quantity: 1 }], { coupons });
    expect(free).toMatchObject({ coupons: [{ applied: true }], total: euros(1800) });
    bodyOf(await store.checkout(shopper, free), 201);
    const usedUp = await cartWith(store, shopper.token, [{ sku, quantity: 1 }], { coupons });
    expect(usedUp.coupons).toMatchObject([{ applied: false, reason: "limit_reached" }]);
  });

  it("is priced for the address it goes to, whatever the cart guessed", async () => {
    const { sku } = await sellVariant(store, 2000, 10);
    const { token } = await store.aShopper();
    const contactId = await contactIn(store, token, country);
    const cart = await cartWith(store, token, [{ sku, quantity: 1 }]);
    expect(cart.total).toEqual(euros(2000));
    const refused = await store.checkout({ token, contactId }, cart);
    expect(refused).toMatchObject({ status: 409, json: { code: "cart.changed", total: euros(2460) } });
    bodyOf(await store.checkout({ token, contactId }, cart, { expectedTotal: refused.json.total }), 201);
  });
});

describe("a customer in a group", () => {
  it("gets the group's price, is told which list made it, and pays it", async () => {
    const { sku } = await sellVariant(store, 2000, 50);
    const staff = { token: store.staff };
    const { headers } = await store.api("GET", "/v1/price-lists", staff);
    const version = { "if-match": headers.get("etag") ?? "" };
    const body = { name: "Trade", kind: "sale", groups: ["trade"] };
    const list = bodyOf(await store.api("POST", "/v1/price-lists", { ...staff, headers: version, body }), 201);
    const prices = [euros(1500), { ...euros(1200), minQuantity: 10 }];
    const path = `/v1/price-lists/${list.priceListId}/prices/${sku}`;
    bodyOf(await store.api("PUT", path, { ...staff, headers: { "if-match": '"0"' }, body: { prices } }), 200);

    const shopper = await store.aShopper();
    const priceOf = async (quantity: number) => (await cartWith(store, shopper.token, [{ sku, quantity }])).lines[0];
    expect(await priceOf(1)).toMatchObject({ unitPrice: euros(2000), priceRule: { kind: "base" } });
    const { customerId } = bodyOf(await store.api("GET", "/v1/me", { token: shopper.token }), 200);
    const groups = { ...staff, headers: { "if-match": '"0"' }, body: { groups: ["trade"] } };
    bodyOf(await store.api("PUT", `/v1/customers/${customerId}/groups`, groups), 200);
    expect(await priceOf(9)).toMatchObject({ unitPrice: euros(1500), priceRule: { kind: "sale", name: "Trade" } });
    expect(await priceOf(10)).toMatchObject({ unitPrice: euros(1200), priceRule: { minQuantity: 10 } });
    const order = await store.buy(shopper, [{ sku, quantity: 10 }]);
    expect(order.total).toEqual(euros(12_000));
  });
});

describe("a kit", () => {
  it("takes its parts from the stock, and has none of its own", async () => {
    const [cup, pot] = [await sellVariant(store, 500, 9), await sellVariant(store, 2500, 2)];
    const parts = [
      { sku: cup.sku, quantity: 4 },
      { sku: pot.sku, quantity: 1 },
    ];
    const kit = await sellVariant(store, 4000, 0, { parts });
    const shopper = await store.aShopper();
    const cart = await cartWith(store, shopper.token, [{ sku: kit.sku, quantity: 1 }]);
    expect(cart.lines).toMatchObject([{ available: 2, sellable: true }]);
    const order = bodyOf(await store.checkout(shopper, cart), 201);
    await store.until(shopper, order.orderId, "confirmed");
    expect(await store.level(cup.sku)).toEqual({ onHand: 9, reserved: 0, allocated: 4, available: 5 });
    expect(await store.level(pot.sku)).toEqual({ onHand: 2, reserved: 0, allocated: 1, available: 1 });
    // A kit is a variant too: its stock can be read, and nothing can be booked there.
    expect(await store.level(kit.sku)).toEqual({ onHand: 0, reserved: 0, allocated: 0, available: 0 });
    const receipt = { token: store.staff, headers: key(), body: { locationId: location, quantity: 1 } };
    expect(await store.api("POST", `/v1/stock/${kit.sku}/receipts`, receipt)).toMatchObject({
      status: 409,
      json: { code: "stock.kit_has_none" },
    });
  });
});
