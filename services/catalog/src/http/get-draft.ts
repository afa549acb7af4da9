import { productDetails } from "@millrace/contracts/catalog-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import * as z from "zod";
import { ProductNotFound } from "../domain/product.ts";
import { detailsOf } from "../domain/variant.ts";
import type { Ports } from "../env.ts";

export const getDraft = defineRoute(
  {
    method: "GET",
    path: "/v1/drafts/{productId}",
    summary: "Read a product that is not published: a draft, or archived.",
    rule: "catalog:read",
    params: z.strictObject({ productId: id("product") }),
    answers: { 200: productDetails },
    refusals: [ProductNotFound],
  },
  ({ products }: Ports) =>
    async ({ params }) => {
      const product = await products.getProduct(params.productId);
      if (product === undefined || product.status === "active") throw ProductNotFound();
      const variants = await products.listVariants(product);
      return ok(detailsOf(product, variants), etag(product.version));
    },
);
