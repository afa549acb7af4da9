import { ProductPublished } from "@millrace/contracts/catalog";
import { productSummary } from "@millrace/contracts/catalog-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import { factOf, ProductNotDraft, ProductNotFound, publish, summaryOf } from "../domain/product.ts";
import type { Ports } from "../env.ts";

export const publishProduct = defineRoute(
  {
    method: "POST",
    path: "/v1/products/{productId}/publish",
    summary: "Publish a draft: everybody sees it and its variants are for sale.",
    rule: "catalog:write",
    params: z.strictObject({ productId: id("product") }),
    answers: { 200: productSummary },
    refusals: [ProductNotFound, ProductNotDraft, VersionMismatch],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ products, writes, journal, idempotency, now }: Ports) =>
    async ({ params, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const draft = await products.getProduct(params.productId);
      if (draft === undefined) throw ProductNotFound();
      const at = now();
      const product = publish(draft, ifMatch, at);
      const { productId, version } = product;
      return idempotency.commit({
        once,
        answer: ok(summaryOf(product), etag(version)),
        parts: [
          ...writes.change(draft, product),
          journal.append({
            aggregateId: productId,
            sequence: version,
            event: ProductPublished,
            data: factOf(product),
            at,
            origin,
          }),
        ],
      });
    },
);
