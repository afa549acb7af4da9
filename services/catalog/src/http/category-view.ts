import { omitUndefined } from "@millrace/kernel/omit-undefined";
import type { Category, PlacedCategory } from "../domain/category.ts";

/** A category as callers see it. */
export function categoryView({ categoryId, name, parentId, status, version }: Category) {
  return omitUndefined({ categoryId, name, parentId, status, version });
}

/** The same in the tree: how deep it is, and how many published products it holds. */
export function placedView(category: PlacedCategory) {
  const { depth, published: products, publishedBelow: productsBelow } = category;
  return { ...categoryView(category), depth, products, productsBelow };
}
