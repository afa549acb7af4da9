import { commit } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { draftProduct } from "../domain/draft.ts";
import { listingsOf } from "../domain/listing.ts";
import { archive, type Product, publish, update } from "../domain/product.ts";
import { listingEntity } from "./listing.entity.ts";
import { createListings } from "./listings.ts";

function minute(count: number) {
  return new Date(Date.UTC(2026, 10, 23, 9, count));
}
function productOf(name: string, count: number, categoryIds: readonly string[] = []) {
  return draftProduct(
    {
      name,
      categoryIds: [...categoryIds],
      variants: [{ sku: "TEE", title: "Tee", options: {}, prices: [{ amount: 1, currency: "EUR" }] }],
    },
    { productId: `prd_01kaq3v8e0m4t6w8y0a2c4e6g${count}`, slug: "tee", at: minute(0) },
  ).state.product;
}

async function shelves() {
  const listings = createListings(await freshTable());
  const change = async (before: Product, after: Product) => {
    await commit(listings.change(before, after));
    return after;
  };
  const published = async (name: string, count: number, categoryIds: readonly string[] = []) => {
    const product = productOf(name, count, categoryIds);
    await commit(listings.create(product));
    return change(product, publish(product, 1, minute(count)).state);
  };
  const inCategory = async (categoryId: string) => (await listings.listCategory(categoryId, 100, null)).items;
  const named = async (prefix: string) => (await listings.listNames(prefix, 100, null)).items;
  return { listings, change, published, inCategory, named };
}

describe("AP-C10 listCategory", () => {
  it("lists what is published in a category, the latest first, page by page", async () => {
    const { listings, published } = await shelves();
    await commit(listings.create(productOf("Draft", 9, ["cat_1"])));
    const [one, two] = [await published("One", 1, ["cat_1"]), await published("Two", 2, ["cat_2", "cat_1"])];
    const page = await listings.listCategory("cat_1", 1, null);
    expect(page.items).toEqual([two.productId]);
    expect((await listings.listCategory("cat_1", 5, page.position)).items).toEqual([one.productId]);
    expect((await listings.listCategory("cat_2", 5, null)).items).toEqual([two.productId]);
  });
});

describe("AP-C11 listNames", () => {
  it("lists what is published under a prefix, by name, page by page", async () => {
    const { listings, published } = await shelves();
    const [tent, tee] = [await published("Tent", 1), await published("Tee", 2)];
    const teal = await published("Téal", 3);
    await published("Mug", 4);
    const page = await listings.listNames("te", 2, null);
    expect(page.items).toEqual([teal.productId, tee.productId]);
    expect((await listings.listNames("te", 2, page.position)).items).toEqual([tent.productId]);
    expect((await listings.listNames("tee", 2, null)).items).toEqual([tee.productId]);
  });
});

describe("AP-C24 change", () => {
  it("moves a product between categories, and back into a place it had", async () => {
    const { change, published, inCategory } = await shelves();
    const first = await published("Tee", 1, ["cat_1"]);
    const second = await change(first, update(first, { categoryIds: ["cat_2", "cat_3"] }, 2).state);
    expect([await inCategory("cat_1"), await inCategory("cat_2"), await inCategory("cat_3")]).toEqual([
      [],
      [first.productId],
      [first.productId],
    ]);
    const third = await change(second, update(second, { categoryIds: [] }, 3).state);
    expect(await inCategory("cat_2")).toEqual([]);
    await change(third, update(third, { categoryIds: ["cat_1", "cat_2", "cat_4"] }, 4).state);
    expect([await inCategory("cat_1"), await inCategory("cat_3"), await inCategory("cat_4")]).toEqual([
      [first.productId],
      [],
      [first.productId],
    ]);
  });

  it("moves a product that is renamed, and takes away one that is archived", async () => {
    const { change, published, inCategory, named } = await shelves();
    const tee = await published("Tee", 1, ["cat_1"]);
    const mug = await change(tee, update(tee, { name: "Mug" }, 2).state);
    expect([await named("te"), await named("mu")]).toEqual([[], [tee.productId]]);
    await change(mug, archive(mug, 3, minute(9)).state);
    expect([await named("mu"), await inCategory("cat_1")]).toEqual([[], []]);
  });

  it("writes only what moves", async () => {
    const { listings } = await shelves();
    const product = productOf("Tee", 1, ["cat_1"]);
    expect(listings.change(product, update(product, { description: "Soft." }, 1).state)).toEqual([]);
    expect(listings.change(product, update(product, { name: "Mug" }, 1).state)).toHaveLength(1);
    expect(listings.change(product, publish(product, 1, minute(1)).state)).toHaveLength(2);
  });
});

describe("listings' keys", () => {
  it("stay as they are", async () => {
    const entity = listingEntity(await freshTable());
    const keys = listingsOf(productOf("Blue Tee", 1, ["cat_1"])).map((listing) => {
      const { Item } = entity.create(listing).params<{ Item: Record<string, unknown> }>();
      return [Item["pk"], Item["sk"], Item["gsi1pk"], Item["gsi1sk"]];
    });
    expect(keys).toMatchInlineSnapshot(`
      [
        [
          "$catalog#productId_prd_01kaq3v8e0m4t6w8y0a2c4e6g1",
          "$listing_1#slot_name",
          "$catalog#shelf_name-bl#status_draft",
          "$listing_1#place_blue-tee#productId_prd_01kaq3v8e0m4t6w8y0a2c4e6g1",
        ],
        [
          "$catalog#productId_prd_01kaq3v8e0m4t6w8y0a2c4e6g1",
          "$listing_1#slot_category-0",
          "$catalog#shelf_category-cat_1#status_draft",
          "$listing_1#place_2026-11-23T09:00:00.000Z#productId_prd_01kaq3v8e0m4t6w8y0a2c4e6g1",
        ],
      ]
    `);
  });
});
