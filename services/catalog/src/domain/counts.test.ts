import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countChanges, countsOf } from "./counts.ts";
import { draftProduct } from "./draft.ts";
import { listingsOf } from "./listing.ts";
import { archive, type Product, publish, update } from "./product.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const ids = ["cat_1", "cat_2", "cat_3", "cat_4", "cat_5", "cat_6"];
const someIds = fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 5 });

function draft(categoryIds: string[]) {
  return draftProduct(
    {
      name: "Tee",
      categoryIds,
      variants: [{ sku: "TEE", title: "Tee", options: {}, prices: [{ amount: 1, currency: "EUR" }] }],
    },
    { productId: "prd_01kaq3v8e0m4t6w8y0a2c4e6g8", slug: "tee", at },
  ).state.product;
}

/** A product's life: it moves between categories as a draft and on sale, and may end. */
const lives = fc
  .record({ first: someIds, asDraft: fc.array(someIds), onSale: fc.array(someIds), ends: fc.boolean() })
  .map(({ first, asDraft, onSale, ends }) => {
    const life: Product[] = [draft(first)];
    const go = (step: (product: Product) => Product) => life.push(step(life.at(-1) as Product));
    const move = (categoryIds: string[]) => go((product) => update(product, { categoryIds }, product.version).state);
    for (const categoryIds of asDraft) move(categoryIds);
    go((product) => publish(product, product.version, at).state);
    for (const categoryIds of onSale) move(categoryIds);
    if (ends) go((product) => archive(product, product.version, at).state);
    return life;
  });

describe("countChanges", () => {
  it("add up, after any life of a product, to what it counts for now", () => {
    fc.assert(
      fc.property(lives, (life) => {
        const sums = new Map(ids.map((id) => [id, { assigned: 0, published: 0 }]));
        for (const [index, product] of life.entries()) {
          for (const { categoryId, assigned, published } of countChanges(life[index - 1], product)) {
            const sum = sums.get(categoryId) ?? { assigned: 0, published: 0 };
            sums.set(categoryId, { assigned: sum.assigned + assigned, published: sum.published + published });
          }
          for (const [categoryId, sum] of sums) {
            const none = { assigned: 0, published: 0 };
            expect(sum).toEqual(product.categoryIds.includes(categoryId) ? countsOf(product) : none);
          }
        }
      }),
    );
  });
});

describe("listingsOf", () => {
  it("never loses a listing in any life of a product, and has one for each of its categories", () => {
    fc.assert(
      fc.property(lives, (life) => {
        for (const [index, product] of life.entries()) {
          const slots = listingsOf(product).map(({ slot }) => slot);
          const before = life[index - 1];
          if (before) expect(slots).toEqual(expect.arrayContaining(listingsOf(before).map(({ slot }) => slot)));
          expect(slots.length).toBeLessThanOrEqual(6);
          const shelves = listingsOf(product).map(({ shelf }) => shelf);
          expect(shelves).toEqual(expect.arrayContaining(product.categoryIds.map((id) => `category-${id}`)));
        }
      }),
    );
  });
});
