import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { AlreadyArchived, ProductNotFound } from "../domain/product.ts";
import { changeVariant, OptionsTaken, VariantNotFound } from "../domain/variant.ts";
import type { Ports } from "../ports.ts";
import { changedVariantOf } from "./product-view.ts";
import { changedVariant, variantChange } from "./schemas.ts";

export const updateVariant = defineRoute(
  "PATCH /v1/products/{productId}/variants/{sku}",
  {
    summary: "Change what is named of a variant; options are replaced as a whole.",
    rule: "catalog:write",
    body: variantChange,
    answers: { 200: changedVariant },
    refusals: [ProductNotFound, VariantNotFound, AlreadyArchived, OptionsTaken],
    ifMatch: "required",
  },
  async (request, { products, variants, writes, write }: Ports) => {
    const before = found(await products.getWhole(request.params.productId), ProductNotFound);
    const { state, fact } = changeVariant(before, request.params.sku, request.body, request.ifMatch);
    const items = [variants.changeVariant(state.variant), ...writes.change(before.product, state.product)];
    return write(request, fact, items, ok(changedVariantOf(state), etag(state.product.version)));
  },
);
