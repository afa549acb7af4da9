import { ProductPricesChanged, prices } from "@millrace/contracts/catalog";
import { changedVariant } from "@millrace/contracts/catalog-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id, sku } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import { AlreadyArchived, ProductNotFound } from "../domain/product.ts";
import { reprice, VariantNotFound, viewOf } from "../domain/variant.ts";
import type { Ports } from "../env.ts";

/** Open carts show the change; an order keeps the prices of its checkout. */
export const setPrices = defineRoute(
  {
    method: "PUT",
    path: "/v1/products/{productId}/variants/{sku}/prices",
    summary: "Set a variant's prices; a currency that is not named is no longer sold in.",
    rule: "catalog:write",
    params: z.strictObject({ productId: id("product"), sku }),
    body: z.strictObject({ prices }),
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
      const { product, variant } = reprice(known, variants, { sku: params.sku, prices: body.prices }, ifMatch);
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
            event: ProductPricesChanged,
            data: { productId, sku: params.sku, prices: body.prices },
            at: now(),
            origin,
          }),
        ],
      });
    },
);
