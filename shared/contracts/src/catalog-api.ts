import * as z from "zod";
import { distinct, prices } from "./catalog.ts";
import { id, sku, text, timestamp, version } from "./values.ts";

/** What catalog's routes take and give. Facts are apart, in `catalog.ts`: not every bundle needs these. */

/** 40 variants fit into one transaction with their product, its journal entry and the idempotency record. */
export const maxVariants = 40;
const maxOptions = 5;

/** What sets a variant apart from its sisters, by name: `{ "color": "blue", "size": "M" }`. */
export const options = z
  .record(z.string().regex(/^[a-z][a-z0-9-]{0,29}$/, "is not an option's name: 1 to 30 of a-z, 0-9 and -"), text(60))
  .refine((given) => Object.keys(given).length <= maxOptions, `holds more than ${maxOptions} options`)
  .meta({ maxProperties: maxOptions, example: { color: "blue", size: "M" } });

const variantFields = { sku, title: text(200), options, prices };

export const variant = z.strictObject(variantFields).meta({ id: "Variant" });

/** A product as staff writes it; its SKUs differ. */
export const productDraft = z.strictObject({
  name: text(200),
  description: text(2000).optional(),
  variants: z
    .array(z.strictObject({ ...variantFields, options: options.default({}) }))
    .min(1)
    .max(maxVariants)
    .refine((list) => distinct(list.map((given) => given.sku)), "names a SKU twice"),
});

export const productStatuses = ["draft", "active", "archived"] as const;

const productFields = {
  productId: id("product"),
  name: text(200),
  description: text(2000).optional(),
  status: z.enum(productStatuses),
  statusAt: timestamp.meta({ description: "Since when it has this status." }),
  createdAt: timestamp,
  fromPrices: prices.meta({ description: "The lowest price of any variant, one per currency." }),
  version,
};

/** A product in a list, its variants by SKU only. */
export const productSummary = z
  .strictObject({ ...productFields, skus: z.array(sku).min(1).max(maxVariants) })
  .meta({ id: "ProductSummary" });

export const productDetails = z
  .strictObject({ ...productFields, variants: z.array(variant).min(1).max(maxVariants) })
  .meta({ id: "Product" });

/** Anybody may keep a published product for half a minute: what it costs is settled at checkout, not by a page. */
export const keptBriefly = { "cache-control": "public, max-age=30" } as const;
