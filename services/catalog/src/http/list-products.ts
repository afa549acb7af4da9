import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf } from "@millrace/contracts/values";
import { cacheable } from "@millrace/lambda/cacheable";
import * as z from "zod";
import { costs } from "../domain/product.ts";
import type { Ports } from "../ports.ts";
import { summaryOf } from "./product-view.ts";
import { currencyMissing, namesCurrency, productQuery, productSummary } from "./schemas.ts";

/** Walks along the index by status; the price range is applied to the `limit` products that a call reads. */
export const listProducts = defineRoute(
  "GET /v1/products",
  {
    summary: "List published products, the newest first.",
    rule: "public",
    query: z.strictObject(productQuery).refine(namesCurrency, currencyMissing),
    answers: { 200: pageOf(productSummary) },
    paged: true,
  },
  async (request, { products, cursors }: Ports) => {
    const page = await cursors.page(["products"], request, (...from) => products.listProducts("active", ...from));
    const items = page.items.filter((product) => costs(product, request.query)).map(summaryOf);
    return cacheable(ok({ ...page, items }));
  },
);
