import { ProductPricesChanged, prices } from "@millrace/contracts/catalog";
import { variant } from "@millrace/contracts/catalog-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id, sku, version } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import { ProductNotFound, reprice, VariantNotFound, viewOf } from "../domain/product.ts";
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
    answers: { 200: z.strictObject({ productId: id("product"), variant, version }) },
    refusals: [ProductNotFound, VariantNotFound, VersionMismatch],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ products, journal, idempotency, now }: Ports) =>
    async ({ params, body, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const known = await products.getProduct(params.productId);
      if (known === undefined) throw ProductNotFound();
      const variants = await products.listVariants(known);
      const repriced = reprice(known, variants, { sku: params.sku, prices: body.prices }, ifMatch);
      const { productId, version: sequence } = repriced.product;
      return idempotency.commit({
        once,
        answer: ok({ productId, variant: viewOf(repriced.variant), version: sequence }, etag(sequence)),
        parts: [
          ...products.changePrices(repriced.product, repriced.variant),
          journal.append({
            aggregateId: productId,
            sequence,
            event: ProductPricesChanged,
            data: { productId, sku: params.sku, prices: body.prices },
            at: now(),
            origin,
          }),
        ],
      });
    },
);
