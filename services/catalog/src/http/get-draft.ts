import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { ProductNotFound } from "../domain/product.ts";
import type { Ports } from "../ports.ts";
import { detailsOf } from "./product-view.ts";
import { productDetails } from "./schemas.ts";

export const getDraft = defineRoute(
  "GET /v1/drafts/{productId}",
  {
    summary: "Read a product that is not published: a draft, or archived.",
    rule: "catalog:read",
    answers: { 200: productDetails },
    refusals: [ProductNotFound],
  },
  async ({ params }, { products }: Ports) => {
    const whole = await products.getWhole(params.productId);
    if (whole === undefined || whole.product.status === "active") throw ProductNotFound();
    return ok(detailsOf(whole), etag(whole.product.version));
  },
);
