import { ProductArchived } from "@millrace/contracts/catalog";
import { productSummary } from "@millrace/contracts/catalog-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import { AlreadyArchived, archive, factOf, ProductNotFound, summaryOf } from "../domain/product.ts";
import type { Ports } from "../env.ts";

export const archiveProduct = defineRoute(
  {
    method: "POST",
    path: "/v1/products/{productId}/archive",
    summary: "Archive a product: it is no longer shown nor sold, and never will be again.",
    rule: "catalog:write",
    params: z.strictObject({ productId: id("product") }),
    answers: { 200: productSummary },
    refusals: [ProductNotFound, AlreadyArchived, VersionMismatch],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ products, writes, journal, idempotency, now }: Ports) =>
    async ({ params, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const known = await products.getProduct(params.productId);
      if (known === undefined) throw ProductNotFound();
      const at = now();
      const product = archive(known, ifMatch, at);
      const { productId, version } = product;
      return idempotency.commit({
        once,
        answer: ok(summaryOf(product), etag(version)),
        parts: [
          ...writes.change(known, product),
          journal.append({
            aggregateId: productId,
            sequence: version,
            event: ProductArchived,
            data: factOf(product),
            at,
            origin,
          }),
        ],
      });
    },
);
