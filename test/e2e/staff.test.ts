import { beforeAll, describe, expect, inject, it } from "vitest";
import { eventually } from "../../cli/src/eventually.ts";
import { readReady } from "../../cli/src/ready.ts";
import { signInAs } from "../../cli/src/sign-in.ts";
import { countersOf } from "../support/ledger.ts";
import { aSku, bodyOf, currency, key, location, openStore, type Store, unitPrice } from "../support/store.ts";

let store: Store;
let merchandiser: string;
let fulfillment: string;
beforeAll(async () => {
  store = await openStore(readReady(inject("readyFile")));
  merchandiser = (await signInAs(store.ready, "merchandiser")).accessToken;
  fulfillment = (await signInAs(store.ready, "fulfillment")).accessToken;
});

function aProduct(sku: string) {
  return {
    name: "Deck Shoe",
    description: "Two eyelets, one sole.",
    variants: [{ sku, title: "Deck Shoe, 42", options: { size: "42" }, prices: [{ amount: unitPrice, currency }] }],
  };
}

describe("a merchandiser", () => {
  it("writes a draft that only staff see, and publishes it for everybody", async () => {
    const { api } = store;
    const token = merchandiser;
    const made = await api("POST", "/v1/products", { token, body: aProduct(aSku()) });
    expect(made).toMatchObject({ status: 201, json: { status: "draft", version: 1 } });
    const { productId } = made.json;
    expect(made.headers.get("location")).toBe(`/v1/drafts/${productId}`);
    expect(await api("GET", `/v1/products/${productId}`)).toMatchObject({ status: 404 });
    expect(await api("GET", `/v1/drafts/${productId}`, { token })).toMatchObject({ status: 200, json: made.json });
    expect(
      await eventually("the draft in the list", async () => {
        const { items } = bodyOf(await api("GET", "/v1/drafts?limit=100", { token }), 200);
        return items.find((item: { productId: string }) => item.productId === productId);
      }),
    ).toMatchObject({ status: "draft" });

    const path = `/v1/products/${productId}/publish`;
    expect(await api("POST", path, { token })).toMatchObject({ status: 400, json: { code: "version.required" } });
    expect(await api("POST", path, { token, headers: { "if-match": '"7"' } })).toMatchObject({
      status: 412,
      json: { code: "version.mismatch" },
    });
    const published = await api("POST", path, { token, headers: { "if-match": '"1"' } });
    expect(published).toMatchObject({ status: 200, json: { status: "active", version: 2 } });
    expect(published.headers.get("etag")).toBe('"2"');
    expect(await api("POST", path, { token, headers: { "if-match": '"2"' } })).toMatchObject({
      status: 409,
      json: { code: "catalog.product_not_draft" },
    });
    expect(await api("GET", `/v1/products/${productId}`)).toMatchObject({ status: 200, json: { version: 2 } });
    expect(await api("GET", `/v1/drafts/${productId}`, { token })).toMatchObject({ status: 404 });
  });

  it("puts a product into a category, where everybody finds it, also by its name, its SKU and its former slug", async () => {
    const { api } = store;
    const token = merchandiser;
    const sku = aSku();
    const send = async (method: string, path: string, body: unknown, seen: number, status = 200) =>
      bodyOf(await api(method, path, { token, headers: { "if-match": `"${seen}"` }, body }), status);
    const { categoryId } = bodyOf(await api("POST", "/v1/categories", { token, body: { name: "Deck" } }), 201);
    const name = `Zebrawood ${sku.slice(2, 10)}`;
    const body = { ...aProduct(sku), name, categoryIds: [categoryId] };
    const { productId, slug } = bodyOf(await api("POST", "/v1/products", { token, body }), 201);
    await send("POST", `/v1/products/${productId}/publish`, undefined, 1);
    await send("PATCH", `/v1/products/${productId}`, { slug: `${slug}-oiled` }, 2);

    const listed = (path: string) =>
      eventually(`the product in ${path}`, async () => {
        const { items } = bodyOf(await api("GET", path), 200);
        return items.find((item: { productId: string }) => item.productId === productId);
      });
    expect(await listed(`/v1/categories/${categoryId}/products`)).toMatchObject({ categoryIds: [categoryId] });
    expect(await listed(`/v1/products/by-name?prefix=${name.slice(0, 14).replace(" ", "+")}`)).toMatchObject({ name });
    const { items } = bodyOf(await api("GET", "/v1/categories"), 200);
    expect(items).toContainEqual(expect.objectContaining({ categoryId, products: 1, productsBelow: 1 }));
    expect(bodyOf(await api("GET", `/v1/skus/${sku}/product`), 200)).toMatchObject({ productId });
    const found = await api("GET", `/v1/slugs/${slug}/product`);
    expect(found).toMatchObject({ status: 200, json: { productId, slug: `${slug}-oiled` } });
    expect(found.headers.get("content-location")).toBe(`/v1/slugs/${slug}-oiled/product`);

    await send("POST", `/v1/products/${productId}/archive`, undefined, 3);
    expect(await api("GET", `/v1/slugs/${slug}/product`)).toMatchObject({ status: 404 });
    await send("POST", `/v1/categories/${categoryId}/archive`, undefined, 1);
  });

  it("cannot give a SKU to two products", async () => {
    const { api } = store;
    const sku = aSku();
    bodyOf(await api("POST", "/v1/products", { token: merchandiser, body: aProduct(sku) }), 201);
    const second = await api("POST", "/v1/products", { token: merchandiser, body: aProduct(sku) });
    expect(second).toMatchObject({
      status: 409,
      json: { code: "catalog.sku_taken", errors: [{ field: "body.variants.0.sku" }] },
    });
  });

  it("changes a price under the product's version", async () => {
    const { api } = store;
    const token = merchandiser;
    const sku = aSku();
    const { productId } = bodyOf(await api("POST", "/v1/products", { token, body: aProduct(sku) }), 201);
    const path = `/v1/products/${productId}/variants/${sku}/prices`;
    const body = {
      prices: [
        { amount: 1490, currency },
        { amount: 1590, currency: "USD" },
      ],
    };
    const changed = await api("PUT", path, { token, headers: { "if-match": '"1"' }, body });
    expect(changed).toMatchObject({ status: 200, json: { version: 2, variant: { sku, prices: body.prices } } });
    expect(await api("PUT", path, { token, headers: { "if-match": '"1"' }, body })).toMatchObject({ status: 412 });
    expect(bodyOf(await api("GET", `/v1/drafts/${productId}`, { token }), 200)).toMatchObject({
      fromPrices: body.prices,
    });
  });
});

describe("a warehouse clerk", () => {
  it("books a receipt once, however often it is sent", async () => {
    const { api } = store;
    const token = fulfillment;
    const sku = await store.unbooked();
    const path = `/v1/stock/${sku}/receipts`;
    const request = { token, headers: key(), body: { locationId: location, quantity: 12 } };
    const first = await api("POST", path, request);
    expect(first).toMatchObject({ status: 201, json: { sku, quantity: 12 } });
    const second = await api("POST", path, request);
    expect(second).toMatchObject({ status: 201, text: first.text });
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(await api("POST", path, { ...request, body: { locationId: location, quantity: 13 } })).toMatchObject({
      status: 422,
      json: { code: "idempotency.key_reused" },
    });
    expect(await store.level(sku)).toEqual({ onHand: 12, reserved: 0, allocated: 0, available: 12 });
    expect(await store.movements(sku)).toMatchObject([
      { kind: "RECEIPT", causeId: first.json.receiptId, quantity: 12 },
    ]);
  });

  it("finds counters that the movements explain after sales, paid and unpaid", async () => {
    const sku = await store.sell(10);
    await store.receive(sku, 5);
    const shopper = await store.aShopper();
    const [paid, declined, waiting] = [
      await store.buy(shopper, [{ sku, quantity: 4 }]),
      await store.buy(shopper, [{ sku, quantity: 3 }], { payment: "tok_declined" }),
      await store.buy(shopper, [{ sku, quantity: 2 }], { payment: "tok_requires_action" }),
    ];
    await store.until(shopper, paid.orderId, "confirmed");
    await store.until(shopper, declined.orderId, "canceled");
    expect(await store.level(sku)).toEqual({ onHand: 15, reserved: 2, allocated: 4, available: 9 });
    const movements = await store.movements(sku);
    expect(movements.map(({ kind, causeId, quantity }) => [kind, causeId, quantity])).toEqual(
      expect.arrayContaining([
        ["RESERVATION", paid.orderId, 4],
        ["ALLOCATION", paid.orderId, 4],
        ["RESERVATION", declined.orderId, 3],
        ["RELEASE", declined.orderId, 3],
        ["RESERVATION", waiting.orderId, 2],
      ]),
    );
    expect(movements).toHaveLength(7);
    expect(countersOf(movements)).toEqual(await store.level(sku));
  });
});
