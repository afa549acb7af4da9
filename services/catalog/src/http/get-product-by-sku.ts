import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { sku } from "@millrace/contracts/values";
import { cacheable } from "@millrace/lambda/cacheable";
import * as z from "zod";
import { onSale, ProductNotFound } from "../domain/product.ts";
import type { Ports } from "../ports.ts";
import { detailsOf } from "./product-view.ts";
import { productDetails } from "./schemas.ts";

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
  ({ products, variants }: Ports) =>
    async ({ params }) => {
      const [variant] = await variants.getVariants([params.sku]);
      const whole = onSale(variant && (await products.getWhole(variant.productId)));
      return cacheable(ok(detailsOf(whole), etag(whole.product.version)));
    },
);
