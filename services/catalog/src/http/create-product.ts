import { ProductCreated } from "@millrace/contracts/catalog";
import { productDetails, productDraft } from "@millrace/contracts/catalog-api";
import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { detailsOf, draftProduct, SkuTaken } from "../domain/product.ts";
import type { Ports } from "../env.ts";

export const createProduct = defineRoute(
  {
    method: "POST",
    path: "/v1/products",
    summary: "Create a product with its variants, as a draft.",
    rule: "catalog:write",
    body: productDraft,
    answers: { 201: productDetails },
    refusals: [SkuTaken],
    idempotency: "optional",
  },
  ({ products, journal, idempotency, now, newId }: Ports) =>
    async ({ body, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const at = now();
      const { product, variants } = draftProduct(body, newId("product"), at);
      const { productId, name, skus, version } = product;
      const answer = created(detailsOf(product, variants), `/v1/drafts/${productId}`);
      return idempotency.commit({
        once,
        answer: { ...answer, headers: { ...answer.headers, ...etag(version) } },
        parts: [
          ...products.create(product, variants),
          journal.append({
            aggregateId: productId,
            sequence: version,
            event: ProductCreated,
            data: { productId, name, skus: [...skus] },
            at,
            origin,
          }),
        ],
      });
    },
);
