import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { cacheable } from "@millrace/lambda/cacheable";
import { onSale, ProductNotFound } from "../domain/product.ts";
import type { Ports } from "../ports.ts";
import { detailsOf } from "./product-view.ts";
import { productDetails } from "./schemas.ts";

export const getProduct = defineRoute(
  "GET /v1/products/{productId}",
  {
    summary: "Read a published product with its variants and prices.",
    rule: "public",
    answers: { 200: productDetails },
    refusals: [ProductNotFound],
  },
  async ({ params }, { products }: Ports) => {
    const whole = onSale(await products.getWhole(params.productId));
    return cacheable(ok(detailsOf(whole), etag(whole.product.version)));
  },
);
