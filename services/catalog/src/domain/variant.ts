import { ProductPricesChanged, ProductUpdated } from "@millrace/contracts/catalog";
import { type Decision, fact } from "@millrace/contracts/define-event";
import { defineRefusal, type FieldError } from "@millrace/kernel/errors";
import type { Money } from "@millrace/kernel/money";
import { omitUndefined, type Some } from "@millrace/kernel/omit-undefined";
import { found } from "@millrace/kernel/preconditions";
import { standardTaxClass } from "@millrace/kernel/sale";
import { changing, factOf, maxVariants, type Price, type Product, type Variant, type Whole } from "./product.ts";

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

export const OptionsTaken = defineRefusal(
  "conflict",
  "catalog.options_taken",
  "Two variants of a product have the same options.",
);

/** Names one SKU that is taken, by its place in the request. */
export function skuTaken(sku: string, field: string) {
  return SkuTaken(`${sku} belongs to another product.`, {
    errors: [{ field, reason: `${sku} belongs to another product` }],
  });
}

/** A variant as staff writes it. */
export type VariantDraft = Pick<Variant, "sku" | "title" | "options" | "prices"> &
  Some<Pick<Variant, "taxClass" | "weightGrams" | "parts">>;

/** A new variant of a product. */
export function draftVariant(
  { taxClass = standardTaxClass, ...fields }: VariantDraft,
  { productId, status, categoryIds }: Pick<Product, "productId" | "status" | "categoryIds">,
): Variant {
  return { ...omitUndefined(fields), taxClass, productId, status, categoryIds };
}

/** What one unit of the cheapest costs in each currency, in the order in which the currencies first occur. */
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

/** The SKUs that kits may be made of, those that are known. */
export type KnownParts = readonly (Pick<Variant, "sku" | "parts"> | undefined)[];

/**
 * Refuses (`KitInvalid`) kits with parts that are unknown or kits themselves, naming each. A SKU of the same request is
 * not known yet: that keeps a kit from containing itself. What a SKU is made of never changes, so this needs no condition
 * later.
 *
 * @param fieldOf where the variant of an index stands in the request
 */
export function checkKits(
  variants: readonly Pick<VariantDraft, "parts">[],
  known: KnownParts,
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

type Optioned = Pick<Variant, "sku" | "options">;

/**
 * Options as one text, in whatever order they were named and however their characters were composed (NFC); empty where
 * there are none, which set no variant apart.
 */
export function optionsKey({ options }: Pick<Variant, "options">): string {
  const entries = Object.entries(options)
    .map((option) => option.map((part) => part.normalize("NFC")))
    .toSorted(([one = ""], [other = ""]) => (one < other ? -1 : 1));
  return entries.length === 0 ? "" : JSON.stringify(entries);
}

/** The variant whose options another would have as well; variants without options are told apart by their titles. */
export function sameOptionsAs<Sister extends Optioned>(
  variant: Optioned,
  sisters: readonly Sister[],
): Sister | undefined {
  const key = optionsKey(variant);
  return sisters.find((sister) => sister.sku !== variant.sku && key !== "" && optionsKey(sister) === key);
}

/**
 * Refuses (`OptionsTaken`) variants that a buyer could not choose between.
 *
 * @param fieldOf where the variant of an index stands in the request
 */
export function checkOptions(
  variants: readonly Optioned[],
  sisters: readonly Optioned[],
  fieldOf: (index: number) => string,
): void {
  const errors = variants.flatMap((variant, index): FieldError[] => {
    const other = sameOptionsAs(variant, [...sisters, ...variants.slice(0, index)]);
    return other ? [{ field: `${fieldOf(index)}.options`, reason: `are those of ${other.sku} too` }] : [];
  });
  if (errors.length > 0) throw OptionsTaken(`The options ${errors[0]?.reason}.`, { errors });
}

/** SKUs that differ by nothing but case have this in common. */
export function spellingOf(sku: string): string {
  return sku.toLowerCase();
}

/** A new SKU, and where the request names it. */
export type NamedSku = { readonly sku: string; readonly field: string };

/** Says of a SKU, in a list of none or one, that another of `skus` differs from it by case only. */
export function warnsOf(skus: readonly string[]): (named: NamedSku) => readonly FieldError[] {
  const bySpelling = Map.groupBy(skus, spellingOf);
  return ({ sku, field }) => {
    const other = bySpelling.get(spellingOf(sku))?.find((one) => one !== sku);
    return other === undefined ? [] : [{ field, reason: `differs from ${other} by case only` }];
  };
}

/**
 * Each new SKU that another one, known or named beside it, differs from by case alone. Both are valid, and they are two:
 * but people who type or say them will take one for the other.
 */
export function spellingWarnings(named: readonly NamedSku[], known: readonly string[]): readonly FieldError[] {
  return named.flatMap(warnsOf([...known, ...named.map(({ sku }) => sku)]));
}

/** A product after one of its variants has changed, and that variant. */
export type VariantChanged = { readonly product: Product; readonly variant: Variant };

/** Tells that a variant was added or changed. */
function updated(state: VariantChanged): Decision<VariantChanged, typeof ProductUpdated> {
  const { product, variant } = state;
  const data = { ...factOf(product), changed: ["variants" as const], sku: variant.sku };
  return { state, fact: fact(ProductUpdated, product.productId, product.version, data) };
}

/**
 * One more variant of a product. Refuses as `changing` does, (`VariantsFull`) a product that has as many as it can,
 * (`KitInvalid`) a kit of parts that are not known, and (`OptionsTaken`) the options of another variant.
 */
export function extend(
  { product, variants }: Whole,
  draft: VariantDraft,
  parts: KnownParts,
  seen: number,
): Decision<VariantChanged, typeof ProductUpdated> {
  const next = changing(product, seen);
  if (product.skus.length >= maxVariants) throw VariantsFull();
  checkKits([draft], parts, () => "body");
  checkOptions([draft], variants, () => "body");
  const variant = draftVariant(draft, product);
  const skus = [...product.skus, variant.sku];
  return updated({ product: { ...next, skus, fromPrices: lowestPrices([...variants, variant]) }, variant });
}

function variantOf({ variants }: Whole, sku: string): Variant {
  return found(
    variants.find((variant) => variant.sku === sku),
    VariantNotFound,
  );
}

/** What changes of a variant; `null` takes a weight away. */
export type VariantChange = Some<
  Pick<Variant, "title" | "options" | "taxClass"> & { readonly weightGrams: number | null }
>;

/**
 * A variant with what is named in the change. Refuses as `changing` does, (`VariantNotFound`) an unknown SKU, and
 * (`OptionsTaken`) the options of another variant.
 */
export function changeVariant(
  whole: Whole,
  sku: string,
  change: VariantChange,
  seen: number,
): Decision<VariantChanged, typeof ProductUpdated> {
  const product = changing(whole.product, seen);
  const { weightGrams, ...fields } = omitUndefined(change);
  const { weightGrams: former, ...known } = variantOf(whole, sku);
  const weight = omitUndefined({ weightGrams: weightGrams === null ? undefined : (weightGrams ?? former) });
  const variant = { ...known, ...fields, ...weight };
  if (fields.options !== undefined) checkOptions([variant], whole.variants, () => "body");
  return updated({ product, variant });
}

/**
 * Other prices of one variant, and what they make of the product. Refuses as `changing` does, and (`VariantNotFound`) an
 * unknown SKU.
 */
export function reprice(
  whole: Whole,
  sku: string,
  prices: readonly Price[],
  seen: number,
): Decision<VariantChanged, typeof ProductPricesChanged> {
  const next = changing(whole.product, seen);
  const known = variantOf(whole, sku);
  const variant = { ...known, prices };
  const after = whole.variants.map((other) => (other === known ? variant : other));
  const { productId, version } = next;
  return {
    state: { product: { ...next, fromPrices: lowestPrices(after) }, variant },
    fact: fact(ProductPricesChanged, productId, version, { productId, sku, prices: [...prices] }),
  };
}
