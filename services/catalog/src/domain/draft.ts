import type { productDraft } from "@millrace/contracts/catalog-api";
import { isoTime } from "@millrace/kernel/clock";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import type { z } from "zod";
import type { Product } from "./product.ts";
import { draftVariant, lowestPrices, type Variant } from "./variant.ts";

export type Draft = z.output<typeof productDraft>;

/** A new product and its variants, for nobody to see yet. */
export function draftProduct(
  { name, description, media = [], metadata = {}, categoryIds = [], variants }: Omit<Draft, "slug">,
  { productId, slug, at }: { readonly productId: string; readonly slug: string; readonly at: Date },
): { readonly product: Product; readonly variants: readonly Variant[] } {
  const product: Product = {
    productId,
    name,
    ...omitUndefined({ description }),
    slug,
    status: "draft",
    statusAt: isoTime(at),
    createdAt: isoTime(at),
    media,
    metadata,
    categoryIds,
    places: categoryIds.length,
    skus: variants.map(({ sku }) => sku),
    fromPrices: lowestPrices(variants),
    version: 1,
  };
  return { product, variants: variants.map((variant) => draftVariant(variant, product)) };
}
