import type { variantChange, variantDraft } from "@millrace/contracts/catalog-api";
import { maxVariants } from "@millrace/contracts/catalog-api";
import { defineRefusal, type FieldError } from "@millrace/kernel/errors";
import type { Money } from "@millrace/kernel/money";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import type { Offer, Price } from "@millrace/pricing/offer";
import { standardTaxClass } from "@millrace/pricing/tax";
import type { z } from "zod";
import { changing, type Product } from "./product.ts";

/** What is sold: one SKU of one product, with the status and the categories of its product. */
export type Variant = Offer & { readonly options: Readonly<Record<string, string>> };

export const VariantNotFound = defineRefusal(
  "not_found",
  "catalog.variant_not_found",
  "The product has no such variant.",
);
export const VariantsFull = defineRefusal(
  "conflict",
  "catalog.variants_full",
  `A product has at most ${maxVariants} variants.`,
);
export const SkuTaken = defineRefusal("conflict", "catalog.sku_taken", "A SKU belongs to another product.");
export const KitInvalid = defineRefusal(
  "conflict",
  "catalog.kit_invalid",
  "A kit is made of known SKUs that are no kits.",
);

/** Names one SKU that is taken, by its place in the request. */
export function skuTaken(sku: string, field: string) {
  return SkuTaken(`${sku} belongs to another product.`, {
    errors: [{ field, reason: `${sku} belongs to another product` }],
  });
}

export type VariantDraft = z.output<typeof variantDraft>;

/** A new variant of a product. */
export function draftVariant(
  { taxClass = standardTaxClass, ...fields }: VariantDraft,
  { productId, status, categoryIds }: Pick<Product, "productId" | "status" | "categoryIds">,
): Variant {
  return { ...omitUndefined(fields), taxClass, productId, status, categoryIds };
}

/** What one piece of the cheapest costs in each currency, in the order in which the currencies first occur. */
export function lowestPrices(priced: readonly Pick<Variant, "prices">[]): readonly Money[] {
  const lowest = new Map<string, Money>();
  for (const { amount, currency, minQuantity = 1 } of priced.flatMap(({ prices }) => prices)) {
    const known = lowest.get(currency);
    if (minQuantity === 1 && (known === undefined || amount < known.amount)) lowest.set(currency, { amount, currency });
  }
  return [...lowest.values()];
}

/** The SKUs that kits among the variants are made of, each once. */
export function partSkusOf(variants: readonly Pick<VariantDraft, "parts">[]): readonly string[] {
  return [...new Set(variants.flatMap(({ parts = [] }) => parts.map(({ sku }) => sku)))];
}

/**
 * Refuses kits with parts that are unknown or kits themselves, naming each. A SKU of the same request is not known yet:
 * that keeps a kit from containing itself. What a SKU is made of never changes, so this needs no condition later.
 *
 * @param fieldOf where the variant of an index stands in the request
 */
export function checkKits(
  variants: readonly Pick<VariantDraft, "parts">[],
  known: readonly (Pick<Variant, "sku" | "parts"> | undefined)[],
  fieldOf: (index: number) => string,
): void {
  const bySku = new Map(known.flatMap((variant) => (variant ? [[variant.sku, variant]] : [])));
  const errors = variants.flatMap(({ parts = [] }, index) =>
    parts.flatMap(({ sku }, place): FieldError[] => {
      const field = `${fieldOf(index)}.parts.${place}.sku`;
      const part = bySku.get(sku);
      if (part === undefined) return [{ field, reason: `${sku} is not known` }];
      return part.parts === undefined ? [] : [{ field, reason: `${sku} is a kit itself` }];
    }),
  );
  if (errors.length > 0) throw KitInvalid(errors.map(({ reason }) => reason).join("; "), { errors });
}

/** A product after one of its variants has changed, and that variant. */
export type VariantChanged = { readonly product: Product; readonly variant: Variant };

/** One more variant of a product. */
export function addVariant(
  product: Product,
  variants: readonly Variant[],
  draft: VariantDraft,
  seen: number | undefined,
): VariantChanged {
  const next = changing(product, seen);
  if (product.skus.length >= maxVariants) throw VariantsFull();
  const variant = draftVariant(draft, product);
  return {
    product: { ...next, skus: [...product.skus, variant.sku], fromPrices: lowestPrices([...variants, variant]) },
    variant,
  };
}

function variantOf(variants: readonly Variant[], sku: string): Variant {
  const known = variants.find((variant) => variant.sku === sku);
  if (known === undefined) throw VariantNotFound();
  return known;
}

/** A variant with what is named in the change. */
export function changeVariant(
  product: Product,
  variants: readonly Variant[],
  { sku, change }: { readonly sku: string; readonly change: z.output<typeof variantChange> },
  seen: number | undefined,
): VariantChanged {
  const next = changing(product, seen);
  const { weightGrams, ...fields } = omitUndefined(change);
  const { weightGrams: former, ...known } = variantOf(variants, sku);
  const weight = omitUndefined({ weightGrams: weightGrams === null ? undefined : (weightGrams ?? former) });
  return { product: next, variant: { ...known, ...fields, ...weight } };
}

/** New prices of one variant, and what they make of the product. */
export function reprice(
  product: Product,
  variants: readonly Variant[],
  { sku, prices }: { readonly sku: string; readonly prices: readonly Price[] },
  seen: number | undefined,
): VariantChanged {
  const next = changing(product, seen);
  const known = variantOf(variants, sku);
  const variant = { ...known, prices };
  const after = variants.map((other) => (other === known ? variant : other));
  return { product: { ...next, fromPrices: lowestPrices(after) }, variant };
}

/** A variant as callers see it, inside its product. */
export function viewOf({ sku, title, options, prices, taxClass, weightGrams, parts }: Variant) {
  return {
    sku,
    title,
    options,
    prices,
    taxClass,
    ...omitUndefined({ weightGrams, parts }),
  };
}

/** A product as callers see it, its variants inside. */
export function detailsOf({ skus: _, places: __, ...product }: Product, variants: readonly Variant[]) {
  return {
    ...product,
    variants: variants.map(viewOf),
  };
}
