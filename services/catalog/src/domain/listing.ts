import type { Product } from "./product.ts";
import { initialsOf, sortName } from "./slug.ts";

/** Where a product stands on one of the shelves that lists walk along. */
export type Listing = {
  readonly productId: string;
  /** Which of the product's own listings this is. */
  readonly slot: string;
  readonly shelf: string;
  readonly status: Product["status"];
  /** What the shelf is sorted by. */
  readonly place: string;
};

export function categoryShelf(categoryId: string): string {
  return `category-${categoryId}`;
}
/** A name of a single letter has a shelf that nobody can search. */
export function nameShelf(sortedName: string): string {
  return `name-${initialsOf(sortedName) ?? "short"}`;
}
/** Where a listing goes that is no longer needed: nothing is ever deleted, and no two products meet there. */
function vacantShelf(productId: string): string {
  return `vacant-${productId}`;
}

/** A product's places: one by name, and one for each category that it is in or could be again. */
export function listingsOf({ productId, name, categoryIds, places, status, statusAt }: Product): readonly Listing[] {
  const sorted = sortName(name);
  const byName = { productId, slot: "name", shelf: nameShelf(sorted), status, place: sorted || "-" };
  const byCategory = Array.from({ length: places }, (_, index): Listing => {
    const categoryId = categoryIds[index];
    const slot = `category-${index}`;
    const shelf = categoryId === undefined ? vacantShelf(productId) : categoryShelf(categoryId);
    return { productId, slot, shelf, status, place: statusAt };
  });
  return [byName, ...byCategory];
}
