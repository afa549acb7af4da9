import { commit } from "@millrace/table/transact";
import { beforeAll, describe, expect, it } from "vitest";
import { aCustomer, openCartsWorld } from "../../../../test/support/carts-world.ts";
import { interceptSdkCalls } from "../../../../test/support/sdk-calls.ts";
import { sell } from "../../../../test/support/shop.ts";
import { priceBookEntity } from "../../../catalog/src/data/price-book.entity.ts";
import { variantEntity } from "../../../catalog/src/data/variant.entity.ts";
import { profileEntity } from "../../../customers/src/data/profile.entity.ts";
import { stockEntity } from "../../../inventory/src/data/stock.entity.ts";
import { coverageEntity } from "../../../shipping/src/data/coverage.entity.ts";
import { taxRatesEntity } from "../../../tax/src/data/tax-rates.entity.ts";

let world: Awaited<ReturnType<typeof openCartsWorld>>;
function id(prefix: string, digit: string) {
  return `${prefix}_${digit.repeat(26)}`;
}
function euros(amount: number) {
  return { amount, currency: "EUR" };
}
const parcel = id("shm", "1");
const wholesalers = aCustomer();

beforeAll(async () => {
  world = await openCartsWorld();
  const { table } = world;
  await sell(table, [
    { sku: "TEE", title: "Tee", prices: [euros(1990)], available: 50 },
    { sku: "CUP", title: "Cup", prices: [euros(900)], available: 7 },
    { sku: "NEW", prices: [euros(500)], available: 1 },
    { sku: "POT", title: "Pot", prices: [euros(2900)], available: 2 },
  ]);
  const variant = { options: {}, taxClass: "standard", categoryIds: [], status: "active" } as const;
  const kit = (sku: string, digit: string, parts: readonly { sku: string; quantity: number }[]) =>
    variantEntity(table)
      .create({ ...variant, sku, productId: id("prd", digit), title: "Set", prices: [euros(4000)], parts })
      .go();
  await kit("SET", "8", [
    { sku: "CUP", quantity: 3 },
    { sku: "POT", quantity: 1 },
  ]);
  // More parts than one batch could read.
  await kit(
    "VAST",
    "7",
    Array.from({ length: 101 }, (_, index) => ({ sku: `V${index}`, quantity: 1 })),
  );
  await kit(
    "CRATE",
    "9",
    Array.from({ length: 40 }, (_, index) => ({ sku: `P${index}`, quantity: 1 })),
  );
  await variantEntity(table).patch({ sku: "NEW" }).set({ weightGrams: 1 }).go();
  await stockEntity(table)
    .patch({ sku: "NEW" })
    .set({ policy: { kind: "preorder", limit: 5, shipsAt: "2026-12-24T00:00:00.000Z" } })
    .go();
  await variantEntity(table)
    .patch({ sku: "TEE" })
    .set({
      weightGrams: 200,
      listPrices: [
        { ...euros(1490), priceListId: id("prl", "1"), compareAt: 1990 },
        { ...euros(990), priceListId: id("prl", "2"), minQuantity: 10 },
      ],
    })
    .go();
  const list = { status: "active", kind: "sale" } as const;
  await priceBookEntity(table)
    .create({
      book: "main",
      version: 1,
      lists: [
        { ...list, priceListId: id("prl", "1"), name: "Winter", groups: [], startsAt: "2026-11-23T09:30:00.000Z" },
        { ...list, priceListId: id("prl", "2"), name: "Wholesale", groups: ["wholesale"] },
      ],
    })
    .go();
  await profileEntity(table)
    .create({ ownerId: world.ownerOf(wholesalers), groups: ["wholesale"], version: 1 })
    .go();
  await taxRatesEntity(table)
    .create({
      country: "DE",
      pricesInclude: true,
      rounding: "line",
      rates: [{ name: "VAT", taxClass: "standard", rate: 190_000 }],
      regions: [],
      version: 1,
    })
    .go();
  const rates = [{ ...euros(490) }];
  const methods = [
    { shippingMethodId: parcel, name: "Parcel", kind: "delivery", taxClass: "standard", minDays: 1, maxDays: 3, rates },
  ] as const;
  await coverageEntity(table)
    .create({ country: "DE", version: 1, zones: [{ zoneId: id("zon", "1"), methods }] })
    .go();
});

function read(cartId: string, caller: ReturnType<typeof aCustomer>, known?: string) {
  return world.call(`GET /v1/carts/${cartId}`, {
    caller,
    headers: known === undefined ? {} : { "if-none-match": known },
  });
}

describe("GET /v1/carts/{cartId}", () => {
  it("shows the price list that won, for the buyer's groups and quantity, at the moment of reading", async () => {
    const lines = [{ sku: "TEE", quantity: 10 }];
    const anybody = aCustomer();
    const before = new Date("2026-11-23T09:29:59.999Z");
    const { cartId } = await world.during(before, () => world.aCart(anybody, lines));
    const { etag = "" } = (await world.during(before, () => read(cartId, anybody))).headers;
    expect(await world.during(before, () => read(cartId, anybody, etag))).toMatchObject({ status: 304 });
    expect((await read(cartId, anybody, etag)).body.lines).toMatchObject([
      {
        unitPrice: euros(1490),
        compareAt: euros(1990),
        priceRule: { kind: "sale", name: "Winter", minQuantity: 1 },
        priceChanged: true,
        changes: [{ kind: "price_down", from: euros(1990), to: euros(1490) }],
      },
    ]);
    const wholesale = await world.aCart(wholesalers, lines);
    expect(wholesale.lines).toMatchObject([
      { unitPrice: euros(990), priceRule: { kind: "sale", name: "Wholesale", minQuantity: 10 }, changes: [] },
    ]);
  });

  it("adds shipping and tax once it knows where to, as each answer does", async () => {
    const buyer = aCustomer();
    const cart = await world.aCart(buyer, [{ sku: "TEE", quantity: 2 }]);
    expect(cart).toMatchObject({ shipping: { needed: true, options: [] }, total: euros(2980) });
    const answer = await world.call(`PATCH /v1/carts/${cart.cartId}`, {
      caller: buyer,
      body: { destination: { country: "DE" }, shippingMethodId: parcel },
      headers: { "if-match": '"1"' },
    });
    expect(answer.body).toMatchObject({
      shipping: {
        options: [{ shippingMethodId: parcel, estimate: { earliest: "2026-11-24", latest: "2026-11-26" } }],
        chosen: { shippingMethodId: parcel, total: euros(490) },
      },
      lines: [{ total: euros(2980), tax: euros(476) }],
      totals: { subtotal: euros(2980), shipping: euros(490), tax: euros(554), taxIncluded: true, total: euros(3470) },
      total: euros(3470),
    });
    expect((await read(cart.cartId, buyer)).body).toEqual(answer.body);
    const away = await world.call(`PATCH /v1/carts/${cart.cartId}`, {
      caller: buyer,
      body: { destination: { country: "FR" } },
      headers: { "if-match": '"2"' },
    });
    expect(away.body).toMatchObject({ shippingMethodId: parcel, shipping: { options: [] }, total: euros(2980) });
    expect(away.body.shipping).not.toHaveProperty("chosen");
  });

  it("keeps a kit's parts, and allows of it what they allow", async () => {
    const buyer = aCustomer();
    const { cartId, ...cart } = await world.aCart(buyer, [{ sku: "SET", quantity: 3 }]);
    const parts = [
      { sku: "CUP", quantity: 3 },
      { sku: "POT", quantity: 1 },
    ];
    const line = { title: "Set", available: 2, parts, changes: [{ kind: "fewer_available", available: 2 }] };
    expect(cart.lines).toMatchObject([line]);
    const more = await world.call(`PUT /v1/carts/${cartId}/lines/CUP`, {
      caller: buyer,
      body: { quantity: 1 },
      headers: { "if-match": '"1"' },
    });
    expect(more.body.lines).toMatchObject([line, { sku: "CUP", available: 7 }]);
    expect((await read(cartId, buyer)).body).toEqual(more.body);
  });

  it("counts a kit's parts against what a cart holds", async () => {
    const buyer = aCustomer();
    const { cartId } = await world.aCart(buyer, [{ sku: "CRATE", quantity: 1 }]);
    const add = (sku: string) =>
      world.call(`PUT /v1/carts/${cartId}/lines/${sku}`, {
        caller: buyer,
        body: { quantity: 1 },
        headers: { "if-match": '"1"' },
      });
    expect(await add("TEE")).toMatchObject({ status: 409, body: { code: "cart.full" } });
    expect(await add("SET")).toMatchObject({ status: 409, body: { code: "cart.full" } });
    const lines = ["CRATE", "TEE"].map((sku) => ({ sku, quantity: 1 }));
    const body = { currency: "EUR", lines };
    expect(await world.call("POST /v1/carts", { caller: buyer, body })).toMatchObject({ body: { code: "cart.full" } });
    expect(await world.call("POST /v1/guest-carts", { body })).toMatchObject({ body: { code: "cart.full" } });
    const vast = { currency: "EUR", lines: [{ sku: "VAST", quantity: 1 }] };
    expect(await world.call("POST /v1/guest-carts", { body: vast })).toMatchObject({ body: { code: "cart.full" } });
  });

  it("counts days from when units are in that are sold before they are there", async () => {
    const buyer = aCustomer();
    const later = { destination: { country: "DE" } };
    const estimateOf = async (quantity: number) =>
      (await world.aCart(buyer, [{ sku: "NEW", quantity }], later)).shipping.options[0].estimate;
    expect(await estimateOf(1)).toEqual({ earliest: "2026-11-24", latest: "2026-11-26" });
    expect(await estimateOf(2)).toEqual({ earliest: "2026-12-25", latest: "2026-12-27" });
    expect((await world.aCart(buyer, [{ sku: "NEW", quantity: 2 }])).lines).toMatchObject([
      { available: 6, changes: [] },
    ]);
  });

  it("reads the cart, and then all else in one batch", async () => {
    const buyer = aCustomer();
    const { cartId } = await world.aCart(buyer, [{ sku: "SET", quantity: 1 }], { destination: { country: "DE" } });
    const operations: string[] = [];
    const end = interceptSdkCalls((sent, send) => {
      operations.push(sent.operation);
      return send();
    });
    await read(cartId, buyer);
    end();
    expect(operations).toEqual(["BatchGetItem", "BatchGetItem"]);
  });

  it("still shows a cart that has ended", async () => {
    const buyer = aCustomer();
    const { cartId } = await world.aCart(buyer);
    const [held] = (await world.ports.carts.listOpen(world.ownerOf(buyer), 1, null)).items;
    if (held === undefined) throw new Error("The cart is not open.");
    await commit([world.ports.carts.close(held, id("ord", "0"), new Date("2026-11-23T09:30:00.000Z"))]);
    expect((await read(cartId, buyer)).body).toMatchObject({ status: "closed", orderId: id("ord", "0") });
  });
});
