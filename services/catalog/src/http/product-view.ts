import type { FieldError } from "@millrace/kernel/errors";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import type { Product, Variant, Whole } from "../domain/product.ts";

/** Warnings, where there are any. */
export function someOf(warnings: readonly FieldError[]) {
  return warnings.length > 0 ? { warnings } : {};
}

/** A product as lists show it. */
export function summaryOf({ media, metadata: _, places: __, ...product }: Product) {
  return { ...product, ...omitUndefined({ image: media[0] }) };
}

/** A product as callers see it, its variants inside. */
export function detailsOf({ product: { skus: _, places: __, ...product }, variants }: Whole) {
  return { ...product, variants: variants.map(variantView) };
}

function variantView({ sku, title, options, prices, taxClass, weightGrams, parts }: Variant) {
  return omitUndefined({ sku, title, options, prices, taxClass, weightGrams, parts });
}

/** A variant after a change, with its product's version. */
export function changedVariantOf({ product, variant }: { readonly product: Product; readonly variant: Variant }) {
  return { productId: product.productId, variant: variantView(variant), version: product.version };
}
