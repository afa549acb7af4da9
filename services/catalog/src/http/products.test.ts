import type { Caller } from "@millrace/kernel/caller";
import { idOf } from "@millrace/kernel/ids";
import { serve } from "@millrace/lambda/http";
import { createCursors } from "@millrace/table/cursors";
import { idempotencyOf } from "@millrace/table/idempotency";
import { journalOf } from "@millrace/table/journal";
import { describe, expect, it } from "vitest";
import { gatewayTo } from "../../../../test/support/gateway-call.ts";
import { freshTable } from "../../../../test/support/table.ts";
import { createListPrices } from "../data/list-prices.ts";
import { createPriceBooks } from "../data/price-book.ts";
import { createProducts } from "../data/products.ts";
import type { Ports } from "../env.ts";
import { catalog } from "../manifest.ts";

const merchandiser: Caller = {
  kind: "customer",
  ownerId: "cus_00000000-0000-4000-8000-000000000001",
  groups: ["merchandiser"],
};

const euros = (amount: number) => ({ amount, currency: "EUR" });
const tee = {
  name: "Tee",
  description: "Soft.",
  variants: [
    { sku: "TEE-M", title: "Tee, M", options: { size: "M" }, prices: [euros(1990), { amount: 2490, currency: "USD" }] },
    { sku: "TEE-L", title: "Tee, L", prices: [euros(1890)] },
  ],
};
const named = (sku: string) => ({ name: sku, variants: [{ sku, title: sku, prices: [euros(100)] }] });

const shop = async () => {
  const table = await freshTable();
  let seconds = 0;
  const now = () => new Date(Date.UTC(2026, 10, 23, 9, 0, seconds++));
  const journal = journalOf("catalog", "productId", table);
  const ports: Ports = {
    products: createProducts(table),
    priceBooks: createPriceBooks(table),
    listPrices: createListPrices(table),
    journal,
    priceBookJournal: journalOf("catalog", "book", table),
    priceListJournal: journalOf("catalog", "priceListId", table),
    idempotency: idempotencyOf("catalog", table, now),
    cursors: createCursors(async () => "secret"),
    now,
    newId: (kind) => idOf(kind, now(), crypto.getRandomValues(new Uint8Array(10))),
  };
  const call = gatewayTo(serve(catalog.routes as never, ports));
  const create = (body: unknown, key?: string) =>
    call({
      route: "POST /v1/products",
      caller: merchandiser,
      body,
      ...(key ? { headers: { "Idempotency-Key": key } } : {}),
    });
  const publish = (productId: string, version: number, key?: string) =>
    call({
      route: "POST /v1/products/{productId}/publish",
      caller: merchandiser,
      params: { productId },
      headers: { "If-Match": `"${version}"`, ...(key ? { "Idempotency-Key": key } : {}) },
    });
  const read = (productId: string) => call({ route: "GET /v1/products/{productId}", params: { productId } });
  const facts = async (productId: string) =>
    (await journal.list(productId, 0, 10)).map(({ eventId, type, data }) => ({ eventId, type, data }));
  return { call, create, publish, read, facts };
};

describe("POST /v1/products", () => {
  it("creates a draft that only staff can read", async () => {
    const { call, create, read, facts } = await shop();
    const answer = await create(tee);
    expect(answer).toMatchObject({
      status: 201,
      headers: { etag: '"1"', location: `/v1/drafts/${answer.body.productId}` },
      body: {
        name: "Tee",
        description: "Soft.",
        status: "draft",
        fromPrices: [euros(1890), { amount: 2490, currency: "USD" }],
        variants: [tee.variants[0], { ...tee.variants[1], options: {} }],
        version: 1,
      },
    });
    const { productId } = answer.body;
    expect((await read(productId)).status).toBe(404);
    const params = { productId };
    const draft = await call({ route: "GET /v1/drafts/{productId}", caller: merchandiser, params });
    expect(draft).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: answer.body });
    expect((await call({ route: "GET /v1/drafts/{productId}", params })).status).toBe(401);
    expect(await facts(productId)).toEqual([
      {
        eventId: `${productId}.1`,
        type: "product.created",
        data: { productId, name: "Tee", skus: ["TEE-M", "TEE-L"] },
      },
    ]);
  });

  it("names each SKU that another product has", async () => {
    const { create } = await shop();
    await create(named("TEE-L"));
    expect(await create(tee)).toMatchObject({
      status: 409,
      body: {
        code: "catalog.sku_taken",
        errors: [{ field: "body.variants.1.sku", reason: "TEE-L belongs to another product" }],
      },
    });
  });

  it("makes one product of a request that is sent ten times at once", async () => {
    const { create } = await shop();
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(tee, "key-1")));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers["idempotency-replayed"] === "true")).toHaveLength(9);
    expect((await create(named("MUG"), "key-1")).status).toBe(422);
  });

  it.each([
    ["a SKU named twice", { ...tee, variants: [tee.variants[0], tee.variants[0]] }, "body.variants"],
    ["a currency named twice", withPrices([euros(1), euros(2)]), "body.variants.0.prices"],
    ["no price", withPrices([]), "body.variants.0.prices"],
    ["a negative price", withPrices([euros(-1)]), "body.variants.0.prices.0.amount"],
    ["a fraction of a cent", withPrices([euros(0.5)]), "body.variants.0.prices.0.amount"],
    ["no variant", { ...tee, variants: [] }, "body.variants"],
    ["six options", withOptions({ a: "1", b: "2", c: "3", d: "4", e: "5", f: "6" }), "body.variants.0.options"],
    ["a strange option", withOptions({ "no way": "1" }), "body.variants.0.options.no way"],
    ["an unknown field", { ...tee, price: 1 }, "body.price"],
  ])("refuses %s", async (_, body, field) => {
    const { create } = await shop();
    expect(await create(body)).toMatchObject({
      status: 400,
      body: { code: "request.invalid", errors: [{ field }] },
    });
  });
});

describe("POST /v1/products/{productId}/publish", () => {
  it("shows the product to everybody", async () => {
    const { create, publish, read, facts, call } = await shop();
    const { productId } = (await create(tee)).body;
    const published = await publish(productId, 1);
    expect(published).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { productId, status: "active", skus: ["TEE-M", "TEE-L"], version: 2 },
    });
    expect(await read(productId)).toMatchObject({
      status: 200,
      headers: { etag: '"2"', "cache-control": "public, max-age=30" },
      body: { status: "active", statusAt: published.body.statusAt, variants: [{ sku: "TEE-M" }, { sku: "TEE-L" }] },
    });
    expect(await facts(productId)).toMatchObject([
      { type: "product.created" },
      { type: "product.published", data: { productId, name: "Tee", skus: ["TEE-M", "TEE-L"] } },
    ]);
    const gone = await call({ route: "GET /v1/drafts/{productId}", caller: merchandiser, params: { productId } });
    expect(gone).toMatchObject({ status: 404, body: { code: "catalog.product_not_found" } });
  });

  it("lets one of two writers through", async () => {
    const { create, publish, facts } = await shop();
    const { productId } = (await create(tee)).body;
    const answers = await Promise.all([publish(productId, 1), publish(productId, 1)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(await facts(productId)).toHaveLength(2);
  });

  it("answers a repeated request alike, and a second publication with a conflict", async () => {
    const { create, publish } = await shop();
    const { productId } = (await create(tee)).body;
    const first = await publish(productId, 1, "key-1");
    expect(await publish(productId, 1, "key-1")).toMatchObject({
      status: 200,
      headers: { "idempotency-replayed": "true", etag: '"2"' },
      body: first.body,
    });
    expect(await publish(productId, 2)).toMatchObject({ status: 409, body: { code: "catalog.product_not_draft" } });
  });

  it("needs the version, a known product and the permission", async () => {
    const { call, create, publish } = await shop();
    const { productId } = (await create(tee)).body;
    const route = "POST /v1/products/{productId}/publish";
    const params = { productId };
    expect(await call({ route, params, caller: merchandiser })).toMatchObject({
      status: 400,
      body: { code: "version.required" },
    });
    expect((await publish(productId.replace(/.$/, productId.endsWith("0") ? "1" : "0"), 1)).status).toBe(404);
    expect((await publish("prd_1", 1)).status).toBe(400);
    const headers = { "If-Match": '"1"' };
    const buyer: Caller = { ...merchandiser, groups: ["support"] };
    expect((await call({ route, params, headers, caller: buyer })).status).toBe(403);
    expect((await call({ route, params, headers })).status).toBe(401);
  });
});

describe("PUT /v1/products/{productId}/variants/{sku}/prices", () => {
  it("changes what one variant costs, on sale or not", async () => {
    const { call, create, publish, read, facts } = await shop();
    const { productId } = (await create(tee)).body;
    const put = (sku: string, version: number, prices: unknown) =>
      call({
        route: "PUT /v1/products/{productId}/variants/{sku}/prices",
        caller: merchandiser,
        params: { productId, sku },
        headers: { "if-match": `"${version}"` },
        body: { prices },
      });
    expect(await put("TEE-L", 1, [euros(2190)])).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { productId, variant: { sku: "TEE-L", title: "Tee, L", prices: [euros(2190)] }, version: 2 },
    });
    await publish(productId, 2);
    expect((await put("TEE-M", 3, [euros(990)])).status).toBe(200);
    expect((await read(productId)).body).toMatchObject({
      fromPrices: [euros(990)],
      variants: [{ prices: [euros(990)] }, { prices: [euros(2190)] }],
      version: 4,
    });
    expect(await put("TEE-M", 3, [euros(1)])).toMatchObject({ status: 412, body: { code: "version.mismatch" } });
    expect(await put("MUG", 4, [euros(1)])).toMatchObject({ status: 404, body: { code: "catalog.variant_not_found" } });
    expect((await facts(productId)).at(-1)).toEqual({
      eventId: `${productId}.4`,
      type: "product.prices_changed",
      data: { productId, sku: "TEE-M", prices: [euros(990)] },
    });
  });
});

describe("GET /v1/products, GET /v1/drafts", () => {
  it("page through one status, the newest first, with cursors that only this list takes", async () => {
    const { call, create, publish } = await shop();
    for (const sku of ["A", "B", "C", "D"]) {
      const { productId } = (await create(named(sku))).body;
      if (sku !== "D") await publish(productId, 1);
    }
    const list = (query: Readonly<Record<string, string>>) => call({ route: "GET /v1/products", query });
    const first = await list({ limit: "2" });
    expect(first).toMatchObject({ status: 200, headers: { "cache-control": "public, max-age=30" } });
    const { items, nextCursor } = first.body;
    const second = await list({ limit: "2", cursor: nextCursor });
    expect([...items, ...second.body.items].map(({ name }) => name)).toEqual(["C", "B", "A"]);
    expect(second.body.nextCursor).toBeUndefined();
    const drafts = (query: Readonly<Record<string, string>>, caller: Caller = merchandiser) =>
      call({ route: "GET /v1/drafts", query, caller });
    expect((await drafts({})).body.items).toMatchObject([{ name: "D", status: "draft", version: 1 }]);
    expect(await drafts({ cursor: nextCursor })).toMatchObject({ status: 400, body: { code: "cursor.invalid" } });
    expect((await drafts({}, { ...merchandiser, groups: [] })).status).toBe(403);
    expect((await list({ status: "draft" })).status).toBe(400);
  });
});

function withPrices(prices: readonly unknown[]) {
  return { ...tee, variants: [{ ...tee.variants[0], prices }] };
}

function withOptions(options: Readonly<Record<string, string>>) {
  return { ...tee, variants: [{ ...tee.variants[0], options }] };
}
