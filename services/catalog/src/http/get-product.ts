import { keptBriefly, productDetails } from "@millrace/contracts/catalog-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import * as z from "zod";
import { ProductNotFound } from "../domain/product.ts";
import { detailsOf } from "../domain/variant.ts";
import type { Ports } from "../env.ts";

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
  ({ products }: Ports) =>
    async ({ params }) => {
      const product = await products.getProduct(params.productId);
      if (product?.status !== "active") throw ProductNotFound();
      // A change between the two reads shows newer prices under the older ETag, which no writer can then use.
      const variants = await products.listVariants(product);
      return ok(detailsOf(product, variants), { ...etag(product.version), ...keptBriefly });
    },
);
