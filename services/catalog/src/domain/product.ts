import type { productDraft, productStatuses } from "@millrace/contracts/catalog-api";
import { isoTime } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import type { Money } from "@millrace/kernel/money";
import { VersionMismatch } from "@millrace/kernel/refusals";
import type { Offer } from "@millrace/pricing/offer";
import { standardTaxClass } from "@millrace/pricing/tax";
import type { z } from "zod";

export type ProductStatus = (typeof productStatuses)[number];

/** A product without its variants' details, which are items of their own. */
export type Product = {
  readonly productId: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly status: ProductStatus;
  readonly statusAt: string;
  readonly createdAt: string;
  readonly skus: readonly string[];
  readonly fromPrices: readonly Money[];
  /** The sequence of its last journal entry. */
  readonly version: number;
};

/** What is sold: one SKU of one product, with the status of its product. */
export type Variant = Offer & { readonly options: Readonly<Record<string, string>> };

/** Where a product can go from each status. */
export const transitions = {
  draft: ["active"],
  active: ["archived"],
  archived: [],
} as const satisfies Record<ProductStatus, readonly ProductStatus[]>;

export const ProductNotFound = defineRefusal("not_found", "catalog.product_not_found", "There is no such product.");
export const VariantNotFound = defineRefusal(
  "not_found",
  "catalog.variant_not_found",
  "The product has no such variant.",
);
export const ProductNotDraft = defineRefusal("conflict", "catalog.product_not_draft", "Only a draft can be published.");
export const SkuTaken = defineRefusal("conflict", "catalog.sku_taken", "A SKU belongs to another product.");

/** Names one SKU that is taken, by its place in the request. */
export const skuTaken = (sku: string, index: number) =>
  SkuTaken(`${sku} belongs to another product.`, {
    errors: [{ field: `body.variants.${index}.sku`, reason: `${sku} belongs to another product` }],
  });

/** The lowest price in each currency, in the order in which the currencies first occur. */
export const lowestPrices = (priced: readonly Pick<Variant, "prices">[]): readonly Money[] => {
  const lowest = new Map<string, Money>();
  for (const price of priced.flatMap(({ prices }) => prices)) {
    const known = lowest.get(price.currency);
    if (known === undefined || price.amount < known.amount) lowest.set(price.currency, price);
  }
  return [...lowest.values()];
};

export type Draft = z.output<typeof productDraft>;

/** A new product and its variants, for nobody to see yet. */
export const draftProduct = (
  { name, description, variants }: Draft,
  productId: string,
  at: Date,
): { readonly product: Product; readonly variants: readonly Variant[] } => ({
  product: {
    productId,
    name,
    description,
    status: "draft",
    statusAt: isoTime(at),
    createdAt: isoTime(at),
    skus: variants.map(({ sku }) => sku),
    fromPrices: lowestPrices(variants),
    version: 1,
  },
  variants: variants.map((variant) => ({
    ...variant,
    productId,
    status: "draft",
    taxClass: standardTaxClass,
    categoryIds: [],
  })),
});

/** Refuses a writer who has seen another version than the stored one. */
const checkVersion = ({ version }: Product, seen: number | undefined): void => {
  if (version !== seen) throw VersionMismatch(`The product is at version ${version}.`);
};

/** The product, for everybody to see and buy. */
export const publish = (product: Product, seen: number | undefined, at: Date): Product => {
  checkVersion(product, seen);
  const next: readonly ProductStatus[] = transitions[product.status];
  if (!next.includes("active")) throw ProductNotDraft();
  return { ...product, status: "active", statusAt: isoTime(at), version: product.version + 1 };
};

/** New prices of one variant, and what they make of the product. */
export const reprice = (
  product: Product,
  variants: readonly Variant[],
  change: { readonly sku: string; readonly prices: readonly Money[] },
  seen: number | undefined,
): { readonly product: Product; readonly variant: Variant } => {
  checkVersion(product, seen);
  const known = variants.find(({ sku }) => sku === change.sku);
  if (known === undefined) throw VariantNotFound();
  const variant = { ...known, prices: change.prices };
  const after = variants.map((other) => (other === known ? variant : other));
  return { product: { ...product, fromPrices: lowestPrices(after), version: product.version + 1 }, variant };
};

/** A variant as callers see it, inside its product. */
export const viewOf = ({ sku, title, options, prices }: Variant) => ({
  sku,
  title,
  options,
  prices,
});

/** A product as callers see it, its variants inside. */
export const detailsOf = ({ skus: _, ...product }: Product, variants: readonly Variant[]) => ({
  ...product,
  variants: variants.map(viewOf),
});
