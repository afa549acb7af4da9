import { dynamodb, secretsManager } from "@millrace/lambda/clients";
import { createSecret } from "@millrace/lambda/secrets";
import { newId, now } from "@millrace/lambda/system";
import { createCursors } from "@millrace/table/cursors";
import { idempotencyOf } from "@millrace/table/idempotency";
import { journalOf } from "@millrace/table/journal";
import * as z from "zod";
import { createCategories } from "./data/categories.ts";
import { createImports } from "./data/imports.ts";
import { createListPrices } from "./data/list-prices.ts";
import { createListings } from "./data/listings.ts";
import { createPriceBooks } from "./data/price-book.ts";
import { createProductWrites } from "./data/product-writes.ts";
import { createProducts } from "./data/products.ts";
import { createSlugs } from "./data/slugs.ts";

/** Read once at cold start, so that a missing setting fails the first invocation and not a customer's tenth. */
const { TABLE_NAME, CURSOR_KEY_SECRET_ARN } = z
  .object({ TABLE_NAME: z.string().min(1), CURSOR_KEY_SECRET_ARN: z.string().min(1) })
  .parse(process.env);

const table = { client: dynamodb(), table: TABLE_NAME };

/** Everything that the catalog's routes reach the world through. */
export const ports = {
  products: createProducts(table),
  priceBooks: createPriceBooks(table),
  listPrices: createListPrices(table),
  journal: journalOf("catalog", "productId", table),
  priceBookJournal: journalOf("catalog", "book", table),
  priceListJournal: journalOf("catalog", "priceListId", table),
  slugs: createSlugs(table),
  listings: createListings(table),
  categories: createCategories(table),
  writes: createProductWrites(table),
  imports: createImports(table),
  categoryJournal: journalOf("catalog", "categoryId", table),
  idempotency: idempotencyOf("catalog", table, now),
  cursors: createCursors(createSecret(secretsManager(), CURSOR_KEY_SECRET_ARN, now)),
  now,
  newId,
};
export type Ports = typeof ports;
