import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { cacheable } from "@millrace/lambda/cacheable";
import { onSale, ProductNotFound } from "../domain/product.ts";
import type { Ports } from "../ports.ts";
import { detailsOf } from "./product-view.ts";
import { productDetails } from "./schemas.ts";

/** Found by the variant's own key. */
export const getProductBySku = defineRoute(
  "GET /v1/skus/{sku}/product",
  {
    summary: "Read the published product that a SKU belongs to.",
    rule: "public",
    answers: { 200: productDetails },
    refusals: [ProductNotFound],
  },
  async ({ params }, { products, variants }: Ports) => {
    const [variant] = await variants.getVariants([params.sku]);
    const whole = onSale(variant && (await products.getWhole(variant.productId)));
    return cacheable(ok(detailsOf(whole), etag(whole.product.version)));
  },
);
