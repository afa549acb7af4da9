import { describe, expect, it } from "vitest";
import { aCatalog, named } from "../../../../test/support/catalog-world.ts";

describe("a product's slug", () => {
  it("is its name's, or that with a suffix of its id where it is taken", async () => {
    const { staff } = await aCatalog();
    const create = (sku: string) => staff("POST /v1/products", { ...named(sku), name: "Blue Tee" });
    expect((await create("A")).body.slug).toBe("blue-tee");
    const { productId, slug } = (await create("B")).body;
    expect(slug).toBe(`blue-tee-${productId.slice(-8)}`);
  });

  it("differs for products of one name that are made at once", async () => {
    const { staff } = await aCatalog();
    const answers = await Promise.all(
      ["A", "B", "C", "D"].map((sku) => staff("POST /v1/products", { ...named(sku), name: "Blue Tee" })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const slugs = answers.map(({ body }) => body.slug);
    expect(new Set(slugs).size).toBe(4);
    expect(slugs.filter((slug) => slug === "blue-tee")).toHaveLength(1);
  });

  it("is refused when a product asks for one that another has, or had", async () => {
    const { staff } = await aCatalog();
    const { productId } = (await staff("POST /v1/products", named("A", { slug: "tee" }))).body;
    const taken = { status: 409, body: { code: "catalog.slug_taken" } };
    expect(await staff("POST /v1/products", named("B", { slug: "tee" }))).toMatchObject(taken);
    await staff(`PATCH /v1/products/${productId}`, { slug: "shirt" }, 1);
    const other = (await staff("POST /v1/products", named("B"))).body.productId;
    expect(await staff(`PATCH /v1/products/${other}`, { slug: "tee" }, 1)).toMatchObject(taken);
    expect(await staff(`PATCH /v1/products/${other}`, { slug: "shirt" }, 1)).toMatchObject(taken);
  });

  it("goes to one of two products that ask for it at once", async () => {
    const { staff } = await aCatalog();
    const answers = await Promise.all(["A", "B"].map((sku) => staff("POST /v1/products", named(sku, { slug: "tee" }))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it("finds its product for ever, and the answer says where it is now", async () => {
    const { call, staff, published } = await aCatalog();
    const productId = await published(named("A", { slug: "tee" }));
    const bySlug = (slug: string) => call(`GET /v1/slugs/${slug}/product`);
    await staff(`PATCH /v1/products/${productId}`, { slug: "shirt" }, 2);
    const canonical = {
      status: 200,
      headers: {
        etag: '"3"',
        "cache-control": "public, max-age=30",
        "content-location": "/v1/slugs/shirt/product",
      },
      body: { productId, slug: "shirt" },
    };
    expect(await bySlug("tee")).toMatchObject(canonical);
    expect(await bySlug("shirt")).toMatchObject(canonical);
    expect((await bySlug("mug")).status).toBe(404);
    expect((await bySlug("No%20Slug")).status).toBe(400);
    expect(await staff(`PATCH /v1/products/${productId}`, { slug: "tee" }, 3)).toMatchObject({ status: 200 });
    expect(await bySlug("shirt")).toMatchObject({ headers: { "content-location": "/v1/slugs/tee/product" } });
  });

  it("finds no draft", async () => {
    const { call, staff } = await aCatalog();
    await staff("POST /v1/products", named("A", { slug: "tee" }));
    expect((await call("GET /v1/slugs/tee/product")).status).toBe(404);
  });
});

describe("GET /v1/skus/{sku}/product", () => {
  it("finds the product of any of its variants", async () => {
    const { call, published } = await aCatalog();
    const productId = await published(named("TEE-M"));
    expect(await call("GET /v1/skus/TEE-M/product")).toMatchObject({
      status: 200,
      headers: { etag: '"2"', "cache-control": "public, max-age=30" },
      body: { productId },
    });
    expect((await call("GET /v1/skus/MUG/product")).status).toBe(404);
  });
});
