import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf } from "@millrace/contracts/values";
import { cacheable } from "@millrace/lambda/cacheable";
import * as z from "zod";
import { costs } from "../domain/product.ts";
import type { Ports } from "../ports.ts";
import { summaryOf } from "./product-view.ts";
import { currencyMissing, namesCurrency, productQuery, productSummary } from "./schemas.ts";

/**
 * Walks along the index by category; the price range is applied to the `limit` products that a call reads. A category
 * that nobody knows holds nothing: to ask whether it exists would cost each page a read.
 */
export const listCategoryProducts = defineRoute(
  "GET /v1/categories/{categoryId}/products",
  {
    summary: "List the published products directly in a category, the newest first.",
    rule: "public",
    query: z.strictObject(productQuery).refine(namesCurrency, currencyMissing),
    answers: { 200: pageOf(productSummary) },
    paged: true,
  },
  async (request, { products, listings, cursors }: Ports) => {
    const { categoryId } = request.params;
    const page = await cursors.page(["category", categoryId], request, (...from) =>
      listings.listCategory(categoryId, ...from),
    );
    // The index lags behind the products, which are read as they are now.
    const shown = (await products.getProducts(page.items)).filter(
      (product) =>
        product.status === "active" && product.categoryIds.includes(categoryId) && costs(product, request.query),
    );
    return cacheable(ok({ ...page, items: shown.map(summaryOf) }));
  },
);
