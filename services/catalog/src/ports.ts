import type { Now } from "@millrace/kernel/clock";
import type { NewId } from "@millrace/kernel/ids";
import { commandsOf } from "@millrace/table/commands";
import { createCursors } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { createCategories } from "./data/categories.ts";
import { createImports } from "./data/imports.ts";
import { createListPrices } from "./data/list-prices.ts";
import { createListings } from "./data/listings.ts";
import { createPriceBooks } from "./data/price-book.ts";
import { createProductWrites } from "./data/product-writes.ts";
import { createProducts } from "./data/products.ts";
import { createSlugs } from "./data/slugs.ts";
import { createVariants } from "./data/variants.ts";

/** Everything that the catalog's routes reach the world through. */
export function createPorts(table: Table, now: Now, newId: NewId, cursorKey: () => Promise<string>) {
  return {
    products: createProducts(table),
    variants: createVariants(table),
    slugs: createSlugs(table),
    listings: createListings(table),
    categories: createCategories(table),
    writes: createProductWrites(table),
    imports: createImports(table),
    priceBooks: createPriceBooks(table),
    listPrices: createListPrices(table),
    ...commandsOf("catalog", table),
    cursors: createCursors(cursorKey),
    table,
    now,
    newId,
  };
}
export type Ports = ReturnType<typeof createPorts>;
