import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { AlreadyArchived, ProductNotFound } from "../domain/product.ts";
import {
  extend,
  KitInvalid,
  OptionsTaken,
  partSkusOf,
  SkuTaken,
  spellingWarnings,
  VariantsFull,
} from "../domain/variant.ts";
import type { Ports } from "../ports.ts";
import { changedVariantOf, someOf } from "./product-view.ts";
import { addedVariant, variantDraft } from "./schemas.ts";

export const addVariant = defineRoute(
  "POST /v1/products/{productId}/variants",
  {
    summary: "Add a variant to a product; it is for sale at once where the product is.",
    rule: "catalog:write",
    body: variantDraft,
    answers: { 201: addedVariant },
    refusals: [ProductNotFound, AlreadyArchived, VariantsFull, SkuTaken, KitInvalid, OptionsTaken],
    ifMatch: "required",
  },
  async (request, { products, variants, writes, write }: Ports) => {
    const [whole, parts, alike] = await Promise.all([
      products.getWhole(request.params.productId),
      variants.getVariants(partSkusOf([request.body])),
      variants.listSpelledAlike([request.body.sku]),
    ]);
    const before = found(whole, ProductNotFound);
    const { state, fact } = extend(before, request.body, parts, request.ifMatch);
    const { product, variant } = state;
    // Its prices are set at its SKU, and everybody reads it inside its product.
    const location = `/v1/skus/${encodeURIComponent(variant.sku)}/product`;
    const warnings = spellingWarnings([{ sku: variant.sku, field: "body.sku" }], alike);
    const answer = created({ ...changedVariantOf(state), ...someOf(warnings) }, location, etag(product.version));
    return write(request, fact, [variants.addVariant(variant), ...writes.change(before.product, product)], answer);
  },
);
