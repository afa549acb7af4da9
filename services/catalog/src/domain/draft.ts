import { ProductCreated } from "@millrace/contracts/catalog";
import { type Decision, fact } from "@millrace/contracts/define-event";
import { isoTime } from "@millrace/kernel/clock";
import { omitUndefined, type Some } from "@millrace/kernel/omit-undefined";
import { factOf, type Product, type Whole } from "./product.ts";
import { checkKits, checkOptions, draftVariant, type KnownParts, lowestPrices, type VariantDraft } from "./variant.ts";

/** A product as staff writes it. */
export type Draft = Pick<Product, "name"> &
  Some<Pick<Product, "description" | "media" | "metadata" | "categoryIds">> & {
    readonly variants: readonly VariantDraft[];
  };

/** The id and the slug of a product that is made now. */
export type Made = { readonly productId: string; readonly slug: string; readonly at: Date };

/**
 * A new product and its variants, for nobody to see yet. Refuses (`KitInvalid`) kits of parts that are not known, and
 * (`OptionsTaken`) variants with the same options.
 */
export function draftProduct(
  { name, description, media = [], metadata = {}, categoryIds = [], variants }: Draft,
  { productId, slug, at }: Made,
  parts: KnownParts = [],
): Decision<Whole, typeof ProductCreated> {
  checkKits(variants, parts, (index) => `body.variants.${index}`);
  checkOptions(variants, [], (index) => `body.variants.${index}`);
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
  return {
    state: { product, variants: variants.map((variant) => draftVariant(variant, product)) },
    fact: fact(ProductCreated, productId, product.version, factOf(product)),
  };
}
