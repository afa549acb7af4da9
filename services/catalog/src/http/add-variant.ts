import { ProductUpdated } from "@millrace/contracts/catalog";
import { changedVariant, variantDraft } from "@millrace/contracts/catalog-api";
import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import { AlreadyArchived, factOf, ProductNotFound } from "../domain/product.ts";
import {
  addVariant as add,
  checkKits,
  KitInvalid,
  partSkusOf,
  SkuTaken,
  VariantsFull,
  viewOf,
} from "../domain/variant.ts";
import type { Ports } from "../env.ts";

export const addVariant = defineRoute(
  {
    method: "POST",
    path: "/v1/products/{productId}/variants",
    summary: "Add a variant to a product; it is for sale at once where the product is.",
    rule: "catalog:write",
    params: z.strictObject({ productId: id("product") }),
    body: variantDraft,
    answers: { 201: changedVariant },
    refusals: [ProductNotFound, AlreadyArchived, VariantsFull, SkuTaken, KitInvalid, VersionMismatch],
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
      const { product, variant } = add(known, variants, body, ifMatch);
      checkKits([body], await products.getVariants(partSkusOf([body])), () => "body");
      const { productId, version } = product;
      // Its prices are set at its SKU, and everybody reads it inside its product.
      const location = `/v1/products/by-sku/${variant.sku}`;
      return idempotency.commit({
        once,
        answer: created({ productId, variant: viewOf(variant), version }, location, etag(version)),
        parts: [
          products.addVariant(variant),
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
