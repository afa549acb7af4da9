import type { Table } from "@millrace/table/table";
import type { TransactItem } from "@millrace/table/transact";
import type { Product, SlugRecord, Whole } from "../domain/product.ts";
import { createCategories } from "./categories.ts";
import { createListings } from "./listings.ts";
import { createProducts } from "./products.ts";
import { createSlugs } from "./slugs.ts";

/** Everything that a command on a product writes beside its journal entry: what is kept of it elsewhere goes along. */
export type ProductWrites = {
  /** A new product, its variants, slug, listings and categories' counts: at most 53 items. */
  create(whole: Whole): readonly TransactItem[];
  /** A changed product: at most 59 items. A slug that it had before is given as `former`. */
  change(before: Product, after: Product, former?: SlugRecord): readonly TransactItem[];
};

export function createProductWrites(table: Table): ProductWrites {
  const [products, slugs] = [createProducts(table), createSlugs(table)];
  const [listings, categories] = [createListings(table), createCategories(table)];
  return {
    create: (whole) => [
      ...products.create(whole),
      slugs.take(whole.product),
      ...listings.create(whole.product),
      ...categories.countNew(whole.product),
    ],
    change: (before, after, former) => [
      ...products.change(before, after),
      ...slugs.change(before, after, former),
      ...listings.change(before, after),
      ...categories.count(before, after),
    ],
  };
}
