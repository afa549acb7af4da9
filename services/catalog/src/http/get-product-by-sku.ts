import { keptBriefly, productDetails } from "@millrace/contracts/catalog-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { sku } from "@millrace/contracts/values";
import * as z from "zod";
import { ProductNotFound } from "../domain/product.ts";
import { detailsOf } from "../domain/variant.ts";
import type { Ports } from "../env.ts";

/** Found by the variant's own key. */
export const getProductBySku = defineRoute(
  {
    method: "GET",
    path: "/v1/products/by-sku/{sku}",
    summary: "Read the published product that a SKU belongs to.",
    rule: "public",
    params: z.strictObject({ sku }),
    answers: { 200: productDetails },
    refusals: [ProductNotFound],
  },
  ({ products }: Ports) =>
    async ({ params }) => {
      const [variant] = await products.getVariants([params.sku]);
      const product = variant && (await products.getProduct(variant.productId));
      if (product?.status !== "active") throw ProductNotFound();
      const variants = await products.listVariants(product);
      return ok(detailsOf(product, variants), { ...etag(product.version), ...keptBriefly });
    },
);
