import { currencyMissing, namesCurrency, productQuery, productSummary } from "@millrace/contracts/catalog-api";
import { defineRoute } from "@millrace/contracts/define-route";
import { id, pageOf } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import { costs } from "../domain/listing.ts";
import { summaryOf } from "../domain/product.ts";
import type { Ports } from "../env.ts";
import { keptList } from "./kept-list.ts";

/**
 * Walks along the index by category; the price range is applied to the `limit` products that a call reads. A category
 * that nobody knows holds nothing: to ask whether it exists would cost each page a read.
 */
export const listCategoryProducts = defineRoute(
  {
    method: "GET",
    path: "/v1/categories/{categoryId}/products",
    summary: "List the published products directly in a category, the newest first.",
    rule: "public",
    params: z.strictObject({ categoryId: id("category") }),
    query: z.strictObject(productQuery).refine(namesCurrency, currencyMissing),
    answers: { 200: pageOf(productSummary) },
    refusals: [CursorInvalid],
  },
  ({ products, listings, cursors }: Ports) =>
    async ({ params: { categoryId }, query, caller }) => {
      const list = ["category", categoryId, actorOf(caller)];
      const from = await cursors.open(list, query.cursor);
      const { items, position } = await listings.listCategory(categoryId, query.limit, from);
      // The index lags behind the products, which are read as they are now.
      const found = (await products.getProducts(items)).filter(
        (product) => product.status === "active" && product.categoryIds.includes(categoryId) && costs(product, query),
      );
      return keptList({ items: found.map(summaryOf), nextCursor: await cursors.seal(list, position) });
    },
);
