import type { Caller } from "@millrace/kernel/caller";
import { describe, expect, it } from "vitest";
import { aCatalog, euros, merchandiser, named } from "../../../../test/support/catalog-world.ts";

function costing(sku: string, amount: number, fields: object = {}) {
  return {
    ...named(sku, fields),
    variants: [{ sku, title: sku, prices: [euros(amount)] }],
  };
}

function namesOf(body: { readonly items: readonly { readonly name: string }[] }) {
  return body.items.map(({ name }) => name);
}

async function lists() {
  const world = await aCatalog();
  /** Every name of a list, page by page. */
  const walk = async (target: string, query: Readonly<Record<string, string>>) => {
    const pages: string[][] = [];
    for (let cursor: string | undefined; ; ) {
      const { status, body } = await world.call(target, { query: { ...query, ...(cursor ? { cursor } : {}) } });
      expect(status).toBe(200);
      pages.push(namesOf(body));
      if (body.nextCursor === undefined) return pages;
      cursor = body.nextCursor;
    }
  };
  return { ...world, walk };
}

describe("GET /v1/products, GET /v1/drafts", () => {
  it("page through one status, the newest first, with cursors that only this list takes", async () => {
    const { call, staff, published } = await lists();
    for (const sku of ["A", "B", "C"]) await published(named(sku));
    await staff("POST /v1/products", named("D"));
    const list = (query: Readonly<Record<string, string>>) => call("GET /v1/products", { query });
    const first = await list({ limit: "2" });
    expect(first).toMatchObject({
      status: 200,
      headers: { "cache-control": "public, max-age=30", etag: expect.stringMatching(/^"[\w-]{22}"$/) },
    });
    expect((await list({ limit: "2" })).headers["etag"]).toBe(first.headers["etag"]);
    const { items, nextCursor } = first.body;
    const second = await list({ limit: "2", cursor: nextCursor });
    expect(second.headers["etag"]).not.toBe(first.headers["etag"]);
    expect([...namesOf({ items }), ...namesOf(second.body)]).toEqual(["C", "B", "A"]);
    expect(second.body.nextCursor).toBeUndefined();
    const drafts = (query: Readonly<Record<string, string>>, caller: Caller = merchandiser) =>
      call("GET /v1/drafts", { query, caller });
    expect((await drafts({})).body.items).toMatchObject([{ name: "D", status: "draft", version: 1 }]);
    expect(await drafts({ cursor: nextCursor })).toMatchObject({ status: 400, body: { code: "cursor.invalid" } });
    expect((await drafts({}, { kind: "machine", clientId: "-", scopes: ["millrace/stock:read"] })).status).toBe(403);
    expect((await list({ status: "draft" })).status).toBe(400);
  });

  it("show staff what is archived", async () => {
    const { call, staff, published } = await lists();
    const productId = await published(named("A"));
    await staff(`POST /v1/products/${productId}/archive`, undefined, 2);
    const drafts = (status: string) => call("GET /v1/drafts", { caller: merchandiser, query: { status } });
    expect((await drafts("archived")).body.items).toMatchObject([{ productId, status: "archived" }]);
    expect((await drafts("draft")).body.items).toEqual([]);
    expect((await drafts("active")).status).toBe(400);
  });
});

describe("a price range", () => {
  it("filters the products that a call reads: a page may be short, and the next one goes on", async () => {
    const { published, walk } = await lists();
    for (const [sku, amount] of Object.entries({ A: 100, B: 900, C: 200, D: 950, E: 990 })) {
      await published(costing(sku, amount));
    }
    const cheap = await walk("GET /v1/products", { currency: "EUR", maxPrice: "200", limit: "2" });
    expect(cheap).toEqual([[], ["C"], ["A"]]);
    expect((await walk("GET /v1/products", { currency: "EUR", minPrice: "900" })).flat()).toEqual(["E", "D", "B"]);
    expect((await walk("GET /v1/products", { currency: "USD" })).flat()).toEqual([]);
  });

  it.each(["/v1/products", `/v1/categories/cat_${"0".repeat(26)}/products`, "/v1/products/by-name"])(
    "says nothing without its currency, nor below zero: %s",
    async (path) => {
      const { call } = await lists();
      const ask = (query: Readonly<Record<string, string>>) =>
        call(`GET ${path}`, { query: { ...query, ...(path.endsWith("by-name") ? { prefix: "te" } : {}) } });
      expect(await ask({ minPrice: "1" })).toMatchObject({
        status: 400,
        body: { errors: [{ field: "query.currency" }] },
      });
      expect((await ask({ currency: "EUR", maxPrice: "-1" })).status).toBe(400);
      expect((await ask({ currency: "EUR", maxPrice: "1.5" })).status).toBe(400);
      expect((await ask({ currency: "EUR", maxPrice: "1" })).status).toBe(200);
    },
  );
});

describe("GET /v1/categories/{categoryId}/products", () => {
  it("pages through what is published directly in a category, the newest first", async () => {
    const { staff, published, category, walk } = await lists();
    const shirts = await category("Shirts");
    const summer = await category("Summer", shirts);
    for (const [index, sku] of ["A", "B", "C"].entries()) {
      await published(costing(sku, 100 * (index + 1), { categoryIds: [shirts] }));
    }
    await published(named("ELSEWHERE", { categoryIds: [summer] }));
    await staff("POST /v1/products", named("DRAFT", { categoryIds: [shirts] }));
    const target = `GET /v1/categories/${shirts}/products`;
    expect(await walk(target, { limit: "2" })).toEqual([["C", "B"], ["A"]]);
    const range = { currency: "EUR", minPrice: "101", maxPrice: "200" };
    expect((await walk(target, range)).flat()).toEqual(["B"]);
  });

  it("follows a product that leaves, comes back, and is archived", async () => {
    const { staff, published, category, walk } = await lists();
    const shirts = await category("Shirts");
    const productId = await published(named("A", { categoryIds: [shirts] }));
    const list = async () => (await walk(`GET /v1/categories/${shirts}/products`, {})).flat();
    const move = (categoryIds: readonly string[], seen: number) =>
      staff(`PATCH /v1/products/${productId}`, { categoryIds }, seen);
    expect(await list()).toEqual(["A"]);
    await move([], 2);
    expect(await list()).toEqual([]);
    await move([shirts], 3);
    expect(await list()).toEqual(["A"]);
    await staff(`POST /v1/products/${productId}/archive`, undefined, 4);
    expect(await list()).toEqual([]);
  });

  it("gives cursors that no other category takes", async () => {
    const { call, published, category } = await lists();
    const [one, other] = [await category("One"), await category("Other")];
    for (const sku of ["A", "B"]) await published(named(sku, { categoryIds: [one, other] }));
    const { nextCursor: cursor } = (await call(`GET /v1/categories/${one}/products`, { query: { limit: "1" } })).body;
    expect(await call(`GET /v1/categories/${other}/products`, { query: { cursor } })).toMatchObject({
      status: 400,
      body: { code: "cursor.invalid" },
    });
  });
});

describe("GET /v1/products/by-name", () => {
  it("pages through the names that begin alike, whatever their case and accents", async () => {
    const { staff, published, walk } = await lists();
    const called = (sku: string, name: string) => published({ ...named(sku), name });
    const tee = await called("A", "Tee");
    await called("B", "TÊTE-À-TÊTE");
    await called("C", "Tea for two");
    await called("D", "Mug");
    await staff("POST /v1/products", { ...named("E"), name: "Tent" });
    expect(await walk("GET /v1/products/by-name", { prefix: "te", limit: "2" })).toEqual([
      ["Tea for two", "Tee"],
      ["TÊTE-À-TÊTE"],
    ]);
    expect((await walk("GET /v1/products/by-name", { prefix: " Tea, for " })).flat()).toEqual(["Tea for two"]);
    await staff(`PATCH /v1/products/${tee}`, { name: "Cup" }, 2);
    expect((await walk("GET /v1/products/by-name", { prefix: "tee" })).flat()).toEqual([]);
    expect((await walk("GET /v1/products/by-name", { prefix: "cup" })).flat()).toEqual(["Cup"]);
  });

  it("needs two letters or digits to go by", async () => {
    const { call } = await lists();
    const ask = (query: Readonly<Record<string, string>>) => call("GET /v1/products/by-name", { query });
    for (const query of [{}, { prefix: "t" }, { prefix: "t!" }]) {
      expect(await ask(query)).toMatchObject({ status: 400, body: { errors: [{ field: "query.prefix" }] } });
    }
  });
});
