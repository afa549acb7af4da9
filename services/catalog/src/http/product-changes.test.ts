import { describe, expect, it } from "vitest";
import { aCatalog, euros, named } from "../../../../test/support/catalog-world.ts";

const media = [{ url: "https://cdn.example.com/tee.jpg", alt: "A tee." }, { url: "https://cdn.example.com/back.jpg" }];

describe("PATCH /v1/products/{productId}", () => {
  it("changes what is named, for everybody to see, and tells what", async () => {
    const { call, staff, published, category, facts } = await aCatalog();
    const [productId, shirts] = [await published(named("TEE", { description: "Soft." })), await category("Shirts")];
    const change = { name: "Shirt", description: null, media, metadata: { season: "summer" }, categoryIds: [shirts] };
    const answer = await staff(`PATCH /v1/products/${productId}`, change, 2, "key-1");
    expect(answer).toMatchObject({
      status: 200,
      headers: { etag: '"3"' },
      body: { name: "Shirt", slug: "tee", image: media[0], categoryIds: [shirts], version: 3 },
    });
    expect(answer.body).not.toHaveProperty("description");
    expect(await staff(`PATCH /v1/products/${productId}`, change, 2, "key-1")).toMatchObject({
      headers: { "idempotency-replayed": "true" },
      body: answer.body,
    });
    expect((await call(`GET /v1/products/${productId}`)).body).toMatchObject({
      media,
      metadata: { season: "summer" },
      categoryIds: [shirts],
    });
    expect((await facts(productId)).slice(2)).toEqual([
      {
        eventId: `${productId}.3`,
        type: "product.updated",
        data: {
          productId,
          name: "Shirt",
          slug: "tee",
          skus: ["TEE"],
          categoryIds: [shirts],
          changed: ["name", "description", "media", "metadata", "categoryIds"],
        },
      },
    ]);
  });

  it("needs the version, a product that is not archived, and categories that are there", async () => {
    const { staff, published, facts } = await aCatalog();
    const target = `PATCH /v1/products/${await published(named("TEE"))}`;
    const nowhere = `cat_${"0".repeat(26)}`;
    expect(await staff(target, { name: "Shirt" }, 1)).toMatchObject({ status: 412 });
    expect(await staff(target, { name: "Shirt" })).toMatchObject({ status: 400, body: { code: "version.required" } });
    expect(await staff(target, {}, 2)).toMatchObject({ status: 400, body: { errors: [{ field: "body" }] } });
    expect(await staff(target, { categoryIds: [nowhere] }, 2)).toMatchObject({
      status: 409,
      body: { code: "catalog.category_unknown", errors: [{ field: "body.categoryIds.0" }] },
    });
    const [, productId = ""] = /(prd_\w+)/.exec(target) ?? [];
    expect(await facts(productId)).toHaveLength(2);
    await staff(`POST /v1/products/${productId}/archive`, undefined, 2);
    expect(await staff(target, { name: "Shirt" }, 3)).toMatchObject({
      status: 409,
      body: { code: "catalog.product_archived" },
    });
    expect((await staff(target.replace(/.{4}$/, "0000"), { name: "Shirt" }, 1)).status).toBe(404);
  });

  it("lets one of two writers through", async () => {
    const { staff, published } = await aCatalog();
    const target = `PATCH /v1/products/${await published(named("TEE"))}`;
    const answers = await Promise.all(
      ["One", "Two"].map((name) => staff(target, { name, slug: name.toLowerCase() }, 2)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});

describe("the largest product", () => {
  it("fits into its transactions, with all that is kept of it elsewhere", async () => {
    const { call, staff, category } = await aCatalog();
    const names = Array.from({ length: 10 }, (_, index) => `C${index}`);
    const categoryIds: string[] = [];
    for (const name of names) categoryIds.push(await category(name));
    const [former, later] = [categoryIds.slice(0, 5), categoryIds.slice(5)];
    const variants = Array.from({ length: 40 }, (_, index) => ({
      sku: `TEE-${index}`,
      title: `Tee ${index}`,
      prices: [euros(100 + index)],
    }));
    const { productId } = (
      await staff("POST /v1/products", { name: "Tee", categoryIds: former, variants }, undefined, "1")
    ).body;
    await staff(`POST /v1/products/${productId}/publish`, undefined, 1);
    const change = { name: "Shirt", slug: "shirt", categoryIds: later };
    const changed = await staff(`PATCH /v1/products/${productId}`, change, 2, "2");
    expect(changed).toMatchObject({ status: 200, body: { ...change, version: 3 } });
    const { items } = (await call("GET /v1/categories")).body;
    expect(items.map(({ products }: { readonly products: number }) => products)).toEqual([
      0, 0, 0, 0, 0, 1, 1, 1, 1, 1,
    ]);
    expect((await staff(`POST /v1/products/${productId}/archive`, undefined, 3)).status).toBe(200);
  });
});

describe("POST /v1/products/{productId}/variants", () => {
  const large = { sku: "TEE-L", title: "Tee, L", options: { size: "L" }, prices: [euros(90)], weightGrams: 150 };

  it("adds a variant that is for sale at once", async () => {
    const { call, staff, published, facts } = await aCatalog();
    const productId = await published(named("TEE-M"));
    const answer = await staff(`POST /v1/products/${productId}/variants`, large, 2, "key-1");
    expect(answer).toMatchObject({
      status: 201,
      headers: { etag: '"3"', location: "/v1/skus/TEE-L/product" },
      body: { productId, variant: { ...large, taxClass: "standard" }, version: 3 },
    });
    expect((await staff(`POST /v1/products/${productId}/variants`, large, 2, "key-1")).body).toEqual(answer.body);
    expect((await call("GET /v1/skus/TEE-L/product")).body).toMatchObject({
      fromPrices: [euros(90)],
      variants: [{ sku: "TEE-M" }, { sku: "TEE-L" }],
    });
    expect((await facts(productId)).at(-1)).toMatchObject({
      type: "product.updated",
      data: { skus: ["TEE-M", "TEE-L"], changed: ["variants"], sku: "TEE-L" },
    });
  });

  it("refuses a SKU that is taken, and a version that is not the last", async () => {
    const { staff, published } = await aCatalog();
    const productId = await published(named("TEE-M"));
    await published(named("TEE-L"));
    expect(await staff(`POST /v1/products/${productId}/variants`, large, 2)).toMatchObject({
      status: 409,
      body: { code: "catalog.sku_taken", errors: [{ field: "body.sku" }] },
    });
    expect((await staff(`POST /v1/products/${productId}/variants`, large, 1)).status).toBe(412);
  });
});

describe("PATCH /v1/products/{productId}/variants/{sku}", () => {
  it("changes what is named of one variant", async () => {
    const { call, staff, published, facts } = await aCatalog();
    const productId = await published(named("TEE"));
    const target = `PATCH /v1/products/${productId}/variants/TEE`;
    const change = { title: "Tee, M", options: { size: "M" }, taxClass: "clothes", weightGrams: 150 };
    const answer = await staff(target, change, 2);
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"3"' }, body: { variant: change, version: 3 } });
    expect((await staff(target, { weightGrams: null }, 3)).body.variant).not.toHaveProperty("weightGrams");
    expect((await call(`GET /v1/products/${productId}`)).body.variants).toMatchObject([{ title: "Tee, M" }]);
    expect(await staff(target, { title: "-" }, 3)).toMatchObject({ status: 412 });
    expect((await staff(target, {}, 4)).status).toBe(400);
    expect((await staff(target.replace(/TEE$/, "MUG"), { title: "-" }, 4)).body.code).toBe("catalog.variant_not_found");
    expect((await facts(productId)).at(-1)).toMatchObject({ data: { changed: ["variants"], sku: "TEE" } });
  });
});

describe("a kit", () => {
  const kitOf = (sku: string, ...parts: readonly string[]) => ({
    ...named(sku).variants[0],
    parts: parts.map((part) => ({ sku: part, quantity: 2 })),
  });

  it("is made of SKUs that are known and no kits", async () => {
    const { staff, published } = await aCatalog();
    await published(named("MUG"));
    const set = await staff("POST /v1/products", named("SET", { variants: [kitOf("SET", "MUG")] }));
    expect(set).toMatchObject({ status: 201, body: { variants: [{ parts: [{ sku: "MUG", quantity: 2 }] }] } });
    const bad = await staff("POST /v1/products", named("X", { variants: [kitOf("X", "MUG", "SET", "X", "NONE")] }));
    expect(bad).toMatchObject({
      status: 409,
      body: {
        code: "catalog.kit_invalid",
        errors: [
          { field: "body.variants.0.parts.1.sku", reason: "SET is a kit itself" },
          { field: "body.variants.0.parts.2.sku", reason: "X is not known" },
          { field: "body.variants.0.parts.3.sku", reason: "NONE is not known" },
        ],
      },
    });
    const added = await staff(`POST /v1/products/${set.body.productId}/variants`, kitOf("SET-2", "SET"), 1);
    expect(added).toMatchObject({ status: 409, body: { errors: [{ field: "body.parts.0.sku" }] } });
  });

  it("never changes its parts", async () => {
    const { staff, published } = await aCatalog();
    await published(named("MUG"));
    const { productId } = (await staff("POST /v1/products", named("SET", { variants: [kitOf("SET", "MUG")] }))).body;
    const target = `PATCH /v1/products/${productId}/variants/SET`;
    expect(await staff(target, { title: "New", parts: [{ sku: "MUG", quantity: 3 }] }, 1)).toMatchObject({
      status: 400,
      body: { errors: [{ field: "body.parts" }] },
    });
    expect((await staff(target, { title: "New" }, 1)).body.variant.parts).toEqual([{ sku: "MUG", quantity: 2 }]);
  });
});
