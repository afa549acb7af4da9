import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf, text } from "@millrace/contracts/values";
import { cacheable } from "@millrace/lambda/cacheable";
import * as z from "zod";
import { costs } from "../domain/product.ts";
import { initialsOf, sortName } from "../domain/slug.ts";
import type { Ports } from "../ports.ts";
import { summaryOf } from "./product-view.ts";
import { currencyMissing, namesCurrency, productQuery, productSummary } from "./schemas.ts";

const prefix = text(100)
  .refine((given) => initialsOf(sortName(given)) !== undefined, "holds fewer than 2 letters or digits")
  .meta({ description: "How the name begins; case, accents and punctuation do not count.", example: "te" });

/** Walks along the index by name; the price range is applied to the `limit` products that a call reads. */
export const listProductsByName = defineRoute(
  "GET /v1/products/by-name",
  {
    summary: "List the published products whose name begins like this, by name.",
    rule: "public",
    query: z.strictObject({ ...productQuery, prefix }).refine(namesCurrency, currencyMissing),
    answers: { 200: pageOf(productSummary) },
    paged: true,
  },
  async (request, { products, listings, cursors }: Ports) => {
    const sought = sortName(request.query.prefix);
    const page = await cursors.page(["name", sought], request, (...from) => listings.listNames(sought, ...from));
    // The index lags behind the products, which are read as they are now.
    const shown = (await products.getProducts(page.items)).filter(
      (product) =>
        product.status === "active" && sortName(product.name).startsWith(sought) && costs(product, request.query),
    );
    return cacheable(ok({ ...page, items: shown.map(summaryOf) }));
  },
);
