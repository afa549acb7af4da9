import { describe, expect, it } from "vitest";
import { draftProduct } from "./draft.ts";
import { listingsOf } from "./listing.ts";

const productId = "prd_01kaq3v8e0m4t6w8y0a2c4e6g8";
const at = new Date("2026-11-23T09:30:00.000Z");
const statusAt = at.toISOString();
function euros(amount: number) {
  return { amount, currency: "EUR" };
}
const { product } = draftProduct(
  {
    name: "Blue Tee",
    categoryIds: ["cat_1", "cat_2"],
    variants: [{ sku: "TEE", title: "Tee", options: {}, prices: [euros(1990)] }],
  },
  { productId, slug: "blue-tee", at },
).state;

describe("listingsOf", () => {
  it("puts a product on the shelf of its name and of each of its categories", () => {
    expect(listingsOf(product)).toEqual([
      { productId, slot: "name", shelf: "name-bl", status: "draft", place: "blue-tee" },
      { productId, slot: "category-0", shelf: "category-cat_1", status: "draft", place: statusAt },
      { productId, slot: "category-1", shelf: "category-cat_2", status: "draft", place: statusAt },
    ]);
  });

  it("keeps the places of categories it has left, each product for itself", () => {
    expect(listingsOf({ ...product, categoryIds: ["cat_3"] })).toMatchObject([
      { slot: "name" },
      { slot: "category-0", shelf: "category-cat_3" },
      { slot: "category-1", shelf: `vacant-${productId}` },
    ]);
  });

  it("has a place for every name", () => {
    expect(listingsOf({ ...product, name: "!", places: 0 })).toMatchObject([{ shelf: "name-short", place: "-" }]);
  });
});
