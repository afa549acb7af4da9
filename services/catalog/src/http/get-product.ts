import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { cacheable } from "@millrace/lambda/cacheable";
import * as z from "zod";
import { onSale, ProductNotFound } from "../domain/product.ts";
import type { Ports } from "../ports.ts";
import { detailsOf } from "./product-view.ts";
import { productDetails } from "./schemas.ts";

export const getProduct = defineRoute(
  {
    method: "GET",
    path: "/v1/products/{productId}",
    summary: "Read a published product with its variants and prices.",
    rule: "public",
    params: z.strictObject({ productId: id("product") }),
    answers: { 200: productDetails },
    refusals: [ProductNotFound],
  },
  ({ products, variants }: Ports) =>
    async ({ params }) => {
      const product = onSale(await products.getProduct(params.productId));
      // A change between the two reads shows newer prices under the older ETag, which no writer can then use.
      return cacheable(ok(detailsOf(await variants.getWhole(product)), etag(product.version)));
    },
);
