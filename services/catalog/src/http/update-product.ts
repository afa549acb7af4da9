import { ProductUpdated } from "@millrace/contracts/catalog";
import { productChange, productSummary } from "@millrace/contracts/catalog-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import { CategoryUnknown } from "../domain/category.ts";
import { AlreadyArchived, changedBy, factOf, ProductNotFound, summaryOf, update } from "../domain/product.ts";
import { checkSlug, SlugTaken } from "../domain/slug.ts";
import type { Ports } from "../env.ts";

export const updateProduct = defineRoute(
  {
    method: "PATCH",
    path: "/v1/products/{productId}",
    summary: "Change what is named of a product; lists of media, metadata and categories are replaced as a whole.",
    rule: "catalog:write",
    params: z.strictObject({ productId: id("product") }),
    body: productChange,
    answers: { 200: productSummary },
    refusals: [ProductNotFound, AlreadyArchived, SlugTaken, CategoryUnknown, VersionMismatch],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ products, slugs, writes, journal, idempotency, now }: Ports) =>
    async ({ params, body, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const known = await products.getProduct(params.productId);
      if (known === undefined) throw ProductNotFound();
      const product = update(known, body, ifMatch);
      const former = product.slug === known.slug ? undefined : await slugs.getSlug(product.slug);
      checkSlug(former, product.productId);
      return idempotency.commit({
        once,
        answer: ok(summaryOf(product), etag(product.version)),
        parts: [
          ...writes.change(known, product, former),
          journal.append({
            aggregateId: product.productId,
            sequence: product.version,
            event: ProductUpdated,
            data: { ...factOf(product), changed: changedBy(body) },
            at: now(),
            origin,
          }),
        ],
      });
    },
);
