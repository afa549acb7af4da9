import { categoryIds, maxCurrencies, prices } from "@millrace/contracts/catalog";
import {
  changeOf,
  currencyCode,
  distinct,
  id,
  moneyValue,
  pageQuery,
  paragraph,
  quantity,
  sku,
  slug,
  taxClass,
  text,
  timestamp,
  version,
} from "@millrace/contracts/values";
import { maxAmount } from "@millrace/kernel/money";
import * as z from "zod";
import { maxVariants, productStatuses } from "../domain/product.ts";

/** What the routes of products take and give. */

const maxOptions = 5;

/** What sets a variant apart from its sisters, by name: `{ "color": "blue", "size": "M" }`. */
export const options = z
  .record(z.string().regex(/^[a-z][a-z0-9-]{0,29}$/, "is not an option's name: 1 to 30 of a-z, 0-9 and -"), text(60))
  .refine((given) => Object.keys(given).length <= maxOptions, `holds more than ${maxOptions} options`)
  .meta({ maxProperties: maxOptions, example: { color: "blue", size: "M" } });

export const weightGrams = z.int().min(1).max(1_000_000).meta({
  description: "What one piece weighs; absent for what is not shipped, and for a kit that weighs what its parts do.",
});

const maxParts = 10;

export const parts = z
  .array(z.strictObject({ sku, quantity }).meta({ id: "SkuQuantity" }))
  .min(1)
  .max(maxParts)
  .refine((list) => distinct(list.map((part) => part.sku)), "names a SKU twice")
  .meta({ description: "What a kit is made of: SKUs that are no kits. Set once, never changed." });

const variantFields = { sku, title: text(200), options, prices };

const variant = z
  .strictObject({ ...variantFields, taxClass, weightGrams: weightGrams.optional(), parts: parts.optional() })
  .meta({ id: "Variant" });

/** A variant as staff writes it. */
export const variantDraft = z.strictObject({
  ...variantFields,
  options: options.default({}),
  taxClass: taxClass.optional(),
  weightGrams: weightGrams.optional(),
  parts: parts.optional(),
});

/** What changes of a variant; what is not named stays. */
export const variantChange = changeOf({
  title: text(200).optional(),
  options: options.optional(),
  taxClass: taxClass.optional(),
  weightGrams: weightGrams.nullable().optional().meta({ description: "`null`: it is no longer shipped." }),
}).meta({ example: { title: "Tee, blue, M" } });

const maxMedia = 20;

const mediaReference = z
  .strictObject({
    url: z
      .url({ protocol: /^https$/ })
      .max(1024)
      .meta({ example: "https://cdn.example.com/tee.jpg" }),
    alt: text(200).optional().meta({ description: "What it shows, for whoever cannot see it." }),
  })
  .meta({ id: "Media" });

export const media = z
  .array(mediaReference)
  .max(maxMedia)
  .meta({ description: "Pictures and films, the first one in lists." });

const maxMetadata = 20;

export const metadata = z
  .record(
    z.string().regex(/^[a-zA-Z][a-zA-Z0-9_.-]{0,39}$/, "is not a key: 1 to 40 of letters, digits, dot, - and _"),
    paragraph(500),
  )
  .refine((given) => Object.keys(given).length <= maxMetadata, `holds more than ${maxMetadata} pairs`)
  .meta({ maxProperties: maxMetadata, description: "The shop's own words, shown to everybody.", example: {} });

/** The parts of all kits of a new product are read at once. */
const maxPartsInAll = 100;

function partsIn(variants: readonly z.output<typeof variantDraft>[]): number {
  return new Set(variants.flatMap((given) => given.parts ?? []).map((part) => part.sku)).size;
}

/** A product as staff writes it; its SKUs differ. */
export const productDraft = z.strictObject({
  name: text(200),
  description: paragraph(2000).optional(),
  slug: slug.optional().meta({ description: "Made from the name when absent." }),
  media: media.optional(),
  metadata: metadata.optional(),
  categoryIds: categoryIds.optional(),
  variants: z
    .array(variantDraft)
    .min(1)
    .max(maxVariants)
    .refine((list) => distinct(list.map((given) => given.sku)), "names a SKU twice")
    .refine((list) => partsIn(list) <= maxPartsInAll, `names more than ${maxPartsInAll} different parts`),
});

/** What changes of a product; what is not named stays. */
export const productChange = changeOf({
  name: text(200).optional(),
  description: paragraph(2000).nullable().optional().meta({ description: "`null`: it has none any more." }),
  slug: slug.optional().meta({ description: "The former one still finds the product." }),
  media: media.optional(),
  metadata: metadata.optional(),
  categoryIds: categoryIds.optional(),
}).meta({ example: { name: "Tee" } });

const productFields = {
  productId: id("product"),
  name: text(200),
  description: paragraph(2000).optional(),
  slug,
  status: z.enum(productStatuses),
  statusAt: timestamp.meta({ description: "Since when it has this status." }),
  createdAt: timestamp,
  categoryIds,
  fromPrices: z
    .array(moneyValue)
    .min(1)
    .max(maxVariants * maxCurrencies)
    .meta({ description: "What one piece of the cheapest variant costs, once per currency." }),
  version,
};

/** A product in a list, its variants by SKU only. */
export const productSummary = z
  .strictObject({
    ...productFields,
    image: mediaReference.optional().meta({ description: "The first of its media." }),
    skus: z.array(sku).min(1).max(maxVariants),
  })
  .meta({ id: "ProductSummary" });

export const productDetails = z
  .strictObject({ ...productFields, media, metadata, variants: z.array(variant).min(1).max(maxVariants) })
  .meta({ id: "Product" });

/** One variant after a change, with the product's version, which its next change names. */
export const changedVariant = z.strictObject({ productId: id("product"), variant, version });

/** What is accepted, and yet may be a mistake. */
export const warnings = z
  .array(z.strictObject({ field: z.string(), reason: z.string() }).meta({ id: "Warning" }))
  .optional()
  .meta({ description: "What was accepted and may be a mistake: SKUs that differ from others by case only." });

/** A product as it was created. */
export const createdProduct = productDetails.extend({ warnings }).meta({ id: "CreatedProduct" });

/** A variant as it was added. */
export const addedVariant = changedVariant.extend({ warnings });

const priceLimit = z.coerce.number().int().min(0).max(maxAmount).optional();

/**
 * One page of products, and what they cost at least. A call reads `limit` products and answers those that match: a page
 * may be short, or empty, and the next one goes on.
 */
export const productQuery = {
  ...pageQuery,
  currency: currencyCode.optional().meta({ description: "Of which currency prices are shown and compared." }),
  minPrice: priceLimit.meta({ description: "In minor units of the currency." }),
  maxPrice: priceLimit.meta({ description: "In minor units of the currency." }),
};

/** Amounts say nothing without their currency. */
export function namesCurrency(query: {
  readonly currency?: string | undefined;
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
}): boolean {
  return query.currency !== undefined || (query.minPrice === undefined && query.maxPrice === undefined);
}

export const currencyMissing = { message: "is needed beside minPrice and maxPrice", path: ["currency"] };
