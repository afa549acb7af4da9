import type { Caller } from "@millrace/kernel/caller";
import { describe, expect, it } from "vitest";
import { aCatalog, euros, named } from "../../../../test/support/catalog-world.ts";

const tee = {
  name: "Tee",
  description: "Soft.",
  variants: [
    { sku: "TEE-M", title: "Tee, M", options: { size: "M" }, prices: [euros(1990), { amount: 2490, currency: "USD" }] },
    { sku: "TEE-L", title: "Tee, L", prices: [euros(1890)] },
  ],
};
function withVariant(fields: object) {
  return { ...tee, variants: [{ ...tee.variants[0], ...fields }] };
}
function withPrices(prices: readonly unknown[]) {
  return withVariant({ prices });
}
function withOptions(options: Readonly<Record<string, string>>) {
  return withVariant({ options });
}
function from(minQuantity: number, amount: number) {
  return { ...euros(amount), minQuantity };
}
const currencies = ["EUR", "USD", "GBP", "JPY", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF"];
function parts(count: number) {
  return Array.from({ length: count }, (_, index) => ({ sku: `PART-${index}`, quantity: 1 }));
}
function kits(count: number) {
  return Array.from({ length: count }, (_, kit) => ({
    ...tee.variants[1],
    sku: `KIT-${kit}`,
    parts: parts(10).map((part) => ({ ...part, sku: `${part.sku}-${kit}` })),
  }));
}
function pairs(count: number) {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));
}
function categoryId(count: number) {
  return `cat_${String(count).padStart(26, "0")}`;
}

async function shop() {
  const { call, staff, facts } = await aCatalog();
  const create = (body: unknown, key?: string) => staff("POST /v1/products", body, undefined, key);
  const publish = (productId: string, version: number, key?: string) =>
    staff(`POST /v1/products/${productId}/publish`, undefined, version, key);
  const archive = (productId: string, version: number, key?: string) =>
    staff(`POST /v1/products/${productId}/archive`, undefined, version, key);
  const read = (productId: string) => call(`GET /v1/products/${productId}`);
  const draft = (productId: string) => staff(`GET /v1/drafts/${productId}`);
  return { call, staff, create, publish, archive, read, draft, facts };
}

describe("POST /v1/products", () => {
  it("creates a draft that only staff can read", async () => {
    const { call, create, read, draft, facts } = await shop();
    const answer = await create(tee);
    expect(answer).toMatchObject({
      status: 201,
      headers: { etag: '"1"', location: `/v1/drafts/${answer.body.productId}` },
      body: {
        name: "Tee",
        description: "Soft.",
        status: "draft",
        fromPrices: [euros(1890), { amount: 2490, currency: "USD" }],
        slug: "tee",
        media: [],
        metadata: {},
        categoryIds: [],
        variants: [
          { ...tee.variants[0], taxClass: "standard" },
          { ...tee.variants[1], options: {}, taxClass: "standard" },
        ],
        version: 1,
      },
    });
    const { productId } = answer.body;
    expect((await read(productId)).status).toBe(404);
    expect(await draft(productId)).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: answer.body });
    expect((await call(`GET /v1/drafts/${productId}`)).status).toBe(401);
    expect(await facts(productId)).toEqual([
      {
        eventId: `${productId}.1`,
        type: "product.created",
        data: { productId, name: "Tee", slug: "tee", skus: ["TEE-M", "TEE-L"], categoryIds: [] },
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
    ["a quantity named twice", withPrices([euros(2), from(5, 1), from(5, 1)]), "body.variants.0.prices"],
    ["no price from one piece on", withPrices([from(2, 1)]), "body.variants.0.prices"],
    ["six prices in a currency", withPrices([1, 2, 3, 4, 5, 6].map((n) => from(n, 9 - n))), "body.variants.0.prices"],
    [
      "eleven currencies",
      withPrices(currencies.map((currency) => ({ amount: 1, currency }))),
      "body.variants.0.prices",
    ],
    ["a former price below", withPrices([{ ...euros(2), compareAt: 2 }]), "body.variants.0.prices.0.compareAt"],
    ["an unknown tax class", withVariant({ taxClass: "Standard" }), "body.variants.0.taxClass"],
    ["no weight at all", withVariant({ weightGrams: 0 }), "body.variants.0.weightGrams"],
    ["eleven parts", withVariant({ parts: parts(11) }), "body.variants.0.parts"],
    ["a part named twice", withVariant({ parts: [...parts(1), ...parts(1)] }), "body.variants.0.parts"],
    ["more than 100 different parts", { ...tee, variants: kits(11) }, "body.variants"],
    ["a strange slug", { ...tee, slug: "-tee" }, "body.slug"],
    ["media without https", { ...tee, media: [{ url: "http://example.com/a" }] }, "body.media.0.url"],
    ["21 media", { ...tee, media: Array(21).fill({ url: "https://example.com/a" }) }, "body.media"],
    ["21 pairs of metadata", { ...tee, metadata: pairs(21) }, "body.metadata"],
    ["six categories", { ...tee, categoryIds: Array.from({ length: 6 }, (_, n) => categoryId(n)) }, "body.categoryIds"],
    ["a category named twice", { ...tee, categoryIds: [categoryId(1), categoryId(1)] }, "body.categoryIds"],
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
    const { create, publish, read, draft, facts } = await shop();
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
    expect(await draft(productId)).toMatchObject({ status: 404, body: { code: "catalog.product_not_found" } });
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
    const target = `POST /v1/products/${productId}/publish`;
    const merchandiser: Caller = { kind: "machine", clientId: "m", scopes: ["millrace/catalog:write"] };
    expect(await call(target, { caller: merchandiser })).toMatchObject({
      status: 400,
      body: { code: "version.required" },
    });
    expect((await publish(productId.replace(/.$/, productId.endsWith("0") ? "1" : "0"), 1)).status).toBe(404);
    expect((await publish("prd_1", 1)).status).toBe(400);
    const headers = { "If-Match": '"1"' };
    const reader: Caller = { ...merchandiser, scopes: ["millrace/catalog:read"] };
    expect((await call(target, { headers, caller: reader })).status).toBe(403);
    expect((await call(target, { headers })).status).toBe(401);
  });
});

describe("POST /v1/products/{productId}/archive", () => {
  it("takes a product away from everybody but staff, for good", async () => {
    const { call, create, publish, archive, read, draft, facts } = await shop();
    const { productId } = (await create(tee)).body;
    await publish(productId, 1);
    const archived = await archive(productId, 2, "key-1");
    expect(archived).toMatchObject({ status: 200, headers: { etag: '"3"' }, body: { status: "archived", version: 3 } });
    expect(await archive(productId, 2, "key-1")).toMatchObject({ status: 200, body: archived.body });
    expect((await read(productId)).status).toBe(404);
    expect((await call("GET /v1/slugs/tee/product")).status).toBe(404);
    expect((await call("GET /v1/skus/TEE-M/product")).status).toBe(404);
    expect(await draft(productId)).toMatchObject({ status: 200, body: { status: "archived" } });
    expect(await archive(productId, 3)).toMatchObject({ status: 409, body: { code: "catalog.product_archived" } });
    expect(await publish(productId, 3)).toMatchObject({ status: 409, body: { code: "catalog.product_not_draft" } });
    expect((await facts(productId)).at(-1)).toMatchObject({ eventId: `${productId}.3`, type: "product.archived" });
  });

  it("takes a draft too, and hears nobody who has seen another version", async () => {
    const { create, archive } = await shop();
    const { productId } = (await create(tee)).body;
    expect((await archive(productId, 2)).status).toBe(412);
    expect((await archive(productId, 1)).status).toBe(200);
    expect((await create(tee)).body).toMatchObject({ code: "catalog.sku_taken" });
  });
});

describe("PUT /v1/products/{productId}/variants/{sku}/prices", () => {
  it("changes what one variant costs, on sale or not", async () => {
    const { staff, create, publish, archive, read, facts } = await shop();
    const { productId } = (await create(tee)).body;
    const put = (sku: string, version: number, prices: unknown) =>
      staff(`PUT /v1/products/${productId}/variants/${sku}/prices`, { prices }, version);
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
    await archive(productId, 4);
    expect(await put("TEE-M", 5, [euros(1)])).toMatchObject({
      status: 409,
      body: { code: "catalog.product_archived" },
    });
  });

  it("keeps what it cost before, and prices from more pieces on", async () => {
    const { staff, create } = await shop();
    const { productId } = (await create(tee)).body;
    const prices = [
      { ...euros(1490), compareAt: 1990 },
      { ...euros(990), minQuantity: 10 },
    ];
    const answer = await staff(`PUT /v1/products/${productId}/variants/TEE-L/prices`, { prices }, 1);
    expect(answer).toMatchObject({ status: 200, body: { variant: { prices } } });
    expect((await staff(`GET /v1/drafts/${productId}`)).body.fromPrices[0]).toEqual(euros(1490));
  });
});
