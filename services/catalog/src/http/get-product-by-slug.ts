import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { cacheable } from "@millrace/lambda/cacheable";
import { onSale, ProductNotFound } from "../domain/product.ts";
import type { Ports } from "../ports.ts";
import { detailsOf } from "./product-view.ts";
import { productDetails } from "./schemas.ts";

/** A link that was shared under a former slug goes on working; `content-location` says where the product is now. */
export const getProductBySlug = defineRoute(
  "GET /v1/slugs/{slug}/product",
  {
    summary: "Read the published product that has, or had, a slug.",
    rule: "public",
    answers: { 200: productDetails },
    refusals: [ProductNotFound],
  },
  async ({ params }, { products, slugs }: Ports) => {
    const record = await slugs.getSlug(params.slug);
    const whole = onSale(record && (await products.getWhole(record.productId)));
    const location = { "content-location": `/v1/slugs/${whole.product.slug}/product` };
    return cacheable(ok(detailsOf(whole), { ...etag(whole.product.version), ...location }));
  },
);
