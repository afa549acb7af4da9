import { describe, expect, it } from "vitest";
import { aCatalog, named } from "../../../../test/support/catalog-world.ts";

async function forest() {
  const world = await aCatalog();
  /** Each category with its depth and counts, as everybody sees the tree. */
  const tree = async () => {
    const { body } = await world.call("GET /v1/categories");
    return body.items.map(({ name, depth, products, productsBelow }: Record<string, unknown>) =>
      [name, depth, products, productsBelow].join(" "),
    );
  };
  return { ...world, tree };
}

describe("POST /v1/categories", () => {
  it("makes a tree that everybody sees and may keep", async () => {
    const { call, staff, categoryFacts } = await forest();
    const shirts = await staff("POST /v1/categories", { name: "Shirts" }, undefined, "key-1");
    const { categoryId } = shirts.body;
    expect(shirts).toMatchObject({
      status: 201,
      headers: { etag: '"1"', location: `/v1/categories/${categoryId}/products` },
      body: { name: "Shirts", status: "active", version: 1 },
    });
    const replayed = await staff("POST /v1/categories", { name: "Shirts" }, undefined, "key-1");
    expect(replayed).toMatchObject({ headers: { "idempotency-replayed": "true" }, body: shirts.body });
    const inside = (await staff("POST /v1/categories", { name: "Summer", parentId: categoryId })).body;
    const answer = await call("GET /v1/categories");
    expect(answer).toMatchObject({
      status: 200,
      headers: { "cache-control": "public, max-age=30", etag: expect.stringMatching(/^"[\w-]{22}"$/) },
    });
    expect(answer.body.items).toEqual([
      { ...shirts.body, depth: 1, products: 0, productsBelow: 0 },
      { ...inside, parentId: categoryId, depth: 2, products: 0, productsBelow: 0 },
    ]);
    expect(await categoryFacts(inside.categoryId)).toEqual([
      {
        eventId: `${inside.categoryId}.1`,
        type: "category.created",
        data: { categoryId: inside.categoryId, name: "Summer", parentId: categoryId, status: "active" },
      },
    ]);
  });

  it("needs a parent that is there, at most five levels, and the permission", async () => {
    const { call, staff, category } = await forest();
    const parentId = `cat_${"0".repeat(26)}`;
    expect(await staff("POST /v1/categories", { name: "X", parentId })).toMatchObject({
      status: 409,
      body: { code: "catalog.category_unknown", errors: [{ field: "body.parentId" }] },
    });
    let deepest: string | undefined;
    for (const name of ["1", "2", "3", "4", "5"]) deepest = await category(name, deepest);
    expect(await staff("POST /v1/categories", { name: "6", parentId: deepest })).toMatchObject({
      status: 409,
      body: { code: "catalog.tree_full" },
    });
    expect((await call("POST /v1/categories", { body: { name: "X" } })).status).toBe(401);
  });
});

describe("PATCH /v1/categories/{categoryId}", () => {
  it("renames and moves a category with all that is in it", async () => {
    const { staff, category, tree, categoryFacts } = await forest();
    const [a, b] = [await category("A"), await category("B")];
    await category("A1", a);
    const moved = await staff(`PATCH /v1/categories/${a}`, { name: "Z", parentId: b }, 1);
    expect(moved).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { name: "Z", parentId: b, version: 2 },
    });
    expect(await tree()).toEqual(["B 1 0 0", "Z 2 0 0", "A1 3 0 0"]);
    expect(await staff(`PATCH /v1/categories/${b}`, { parentId: a }, 1)).toMatchObject({
      status: 409,
      body: { code: "catalog.category_cycle" },
    });
    expect((await staff(`PATCH /v1/categories/${a}`, { parentId: null }, 2)).body).not.toHaveProperty("parentId");
    expect((await categoryFacts(a)).map(({ type }) => type)).toEqual([
      "category.created",
      "category.updated",
      "category.updated",
    ]);
  });

  it("needs the version, and a known category", async () => {
    const { staff, category } = await forest();
    const target = `PATCH /v1/categories/${await category("A")}`;
    expect(await staff(target, { name: "B" }, 2)).toMatchObject({ status: 412, body: { code: "version.mismatch" } });
    expect(await staff(target, { name: "B" })).toMatchObject({ status: 400, body: { code: "version.required" } });
    expect(await staff(target, {}, 1)).toMatchObject({ status: 400 });
    expect(await staff(`PATCH /v1/categories/cat_${"0".repeat(26)}`, { name: "B" }, 1)).toMatchObject({
      status: 404,
      body: { code: "catalog.category_not_found" },
    });
  });
});

describe("POST /v1/categories/{categoryId}/archive", () => {
  it("takes an empty category out of the tree, and no other", async () => {
    const { staff, category, tree, categoryFacts } = await forest();
    const a = await category("A");
    const inner = await category("A1", a);
    const { productId } = (await staff("POST /v1/products", named("TEE", { categoryIds: [inner] }))).body;
    const archive = (categoryId: string, seen = 1) =>
      staff(`POST /v1/categories/${categoryId}/archive`, undefined, seen);
    const holding = { status: 409, body: { code: "catalog.category_not_empty" } };
    expect(await archive(a)).toMatchObject(holding);
    expect(await archive(inner)).toMatchObject(holding);
    await staff(`POST /v1/products/${productId}/archive`, undefined, 1);
    expect(await archive(inner)).toMatchObject({ status: 200, body: { status: "archived", version: 2 } });
    expect((await archive(inner, 2)).status).toBe(404);
    expect((await archive(a, 2)).status).toBe(412);
    expect(await tree()).toEqual(["A 1 0 0"]);
    expect((await categoryFacts(inner)).at(-1)).toMatchObject({
      type: "category.updated",
      data: { status: "archived" },
    });
  });
});

describe("the counts of the tree", () => {
  it("follow products from draft to archive, and sum what is below", async () => {
    const { staff, published, category, tree } = await forest();
    const a = await category("A");
    const inner = await category("A1", a);
    const tee = await published(named("TEE", { categoryIds: [inner] }));
    await published(named("MUG", { categoryIds: [a, inner] }));
    await staff("POST /v1/products", named("DRAFT", { categoryIds: [a] }));
    expect(await tree()).toEqual(["A 1 1 3", "A1 2 2 2"]);
    await staff(`PATCH /v1/products/${tee}`, { categoryIds: [a] }, 2);
    expect(await tree()).toEqual(["A 1 2 3", "A1 2 1 1"]);
    await staff(`POST /v1/products/${tee}/archive`, undefined, 3);
    expect(await tree()).toEqual(["A 1 1 2", "A1 2 1 1"]);
  });

  it("lose nothing when many products are published at once", async () => {
    const { staff, category, tree } = await forest();
    const a = await category("A");
    const skus = Array.from({ length: 12 }, (_, index) => `SKU-${index}`);
    const drafts = await Promise.all(skus.map((sku) => staff("POST /v1/products", named(sku, { categoryIds: [a] }))));
    const answers = await Promise.all(
      drafts.map(({ body }) => staff(`POST /v1/products/${body.productId}/publish`, undefined, 1)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
    expect(await tree()).toEqual(["A 1 12 12"]);
  });

  it("count a change once that is refused or sent again", async () => {
    const { staff, category, tree } = await forest();
    const a = await category("A");
    const { productId } = (await staff("POST /v1/products", named("TEE", { categoryIds: [a] }))).body;
    const publish = (seen: number, key: string) =>
      staff(`POST /v1/products/${productId}/publish`, undefined, seen, key);
    await publish(1, "key-1");
    await publish(1, "key-1");
    await publish(1, "key-2");
    await publish(2, "key-3");
    expect(await tree()).toEqual(["A 1 1 1"]);
  });
});
