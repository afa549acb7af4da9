import { slug } from "@millrace/contracts/catalog";
import { keptBriefly, productDetails } from "@millrace/contracts/catalog-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import * as z from "zod";
import { ProductNotFound } from "../domain/product.ts";
import { detailsOf } from "../domain/variant.ts";
import type { Ports } from "../env.ts";

/** A link that was shared under a former slug goes on working; `content-location` says where the product is now. */
export const getProductBySlug = defineRoute(
  {
    method: "GET",
    path: "/v1/products/by-slug/{slug}",
    summary: "Read the published product that has, or had, a slug.",
    rule: "public",
    params: z.strictObject({ slug }),
    answers: { 200: productDetails },
    refusals: [ProductNotFound],
  },
  ({ products, slugs }: Ports) =>
    async ({ params }) => {
      const record = await slugs.getSlug(params.slug);
      const product = record && (await products.getProduct(record.productId));
      if (product?.status !== "active") throw ProductNotFound();
      const variants = await products.listVariants(product);
      return ok(detailsOf(product, variants), {
        ...etag(product.version),
        ...keptBriefly,
        "content-location": `/v1/products/by-slug/${product.slug}`,
      });
    },
);
