import { prices } from "@millrace/contracts/catalog";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import * as z from "zod";
import { AlreadyArchived, ProductNotFound } from "../domain/product.ts";
import { reprice, VariantNotFound } from "../domain/variant.ts";
import type { Ports } from "../ports.ts";
import { changedVariantOf } from "./product-view.ts";
import { changedVariant } from "./schemas.ts";

/** Open carts show the change; an order keeps the prices of its checkout. */
export const setPrices = defineRoute(
  "PUT /v1/products/{productId}/variants/{sku}/prices",
  {
    summary: "Set a variant's prices; a currency that is not named is no longer sold in.",
    rule: "catalog:write",
    body: z.strictObject({ prices }),
    answers: { 200: changedVariant },
    refusals: [ProductNotFound, VariantNotFound, AlreadyArchived],
    ifMatch: "required",
  },
  async (request, { products, variants, writes, write }: Ports) => {
    const before = found(await products.getWhole(request.params.productId), ProductNotFound);
    const { state, fact } = reprice(before, request.params.sku, request.body.prices, request.ifMatch);
    const items = [variants.changeVariant(state.variant), ...writes.change(before.product, state.product)];
    return write(request, fact, items, ok(changedVariantOf(state), etag(state.product.version)));
  },
);
