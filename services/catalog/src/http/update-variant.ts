import { ProductUpdated } from "@millrace/contracts/catalog";
import { changedVariant, variantChange } from "@millrace/contracts/catalog-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id, sku } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import { AlreadyArchived, factOf, ProductNotFound } from "../domain/product.ts";
import { changeVariant, VariantNotFound, viewOf } from "../domain/variant.ts";
import type { Ports } from "../env.ts";

export const updateVariant = defineRoute(
  {
    method: "PATCH",
    path: "/v1/products/{productId}/variants/{sku}",
    summary: "Change what is named of a variant; options are replaced as a whole.",
    rule: "catalog:write",
    params: z.strictObject({ productId: id("product"), sku }),
    body: variantChange,
    answers: { 200: changedVariant },
    refusals: [ProductNotFound, VariantNotFound, AlreadyArchived, VersionMismatch],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ products, writes, journal, idempotency, now }: Ports) =>
    async ({ params, body, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const known = await products.getProduct(params.productId);
      if (known === undefined) throw ProductNotFound();
      const variants = await products.listVariants(known);
      const { product, variant } = changeVariant(known, variants, { sku: params.sku, change: body }, ifMatch);
      const { productId, version } = product;
      return idempotency.commit({
        once,
        answer: ok({ productId, variant: viewOf(variant), version }, etag(version)),
        parts: [
          products.changeVariant(variant),
          ...writes.change(known, product),
          journal.append({
            aggregateId: productId,
            sequence: version,
            event: ProductUpdated,
            data: { ...factOf(product), changed: ["variants"], sku: variant.sku },
            at: now(),
            origin,
          }),
        ],
      });
    },
);
