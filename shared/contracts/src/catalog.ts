import { maxAmount } from "@millrace/kernel/money";
import * as z from "zod";
import { defineEvent } from "./define-event.ts";
import { amount, currencyCode, distinct, id, quantity, sku, slug, text } from "./values.ts";

/** The currencies in which one variant can be sold, and the quantities from which its price changes in each. */
export const maxCurrencies = 10;
/** The quantity breaks that a variant may have in one currency. */
export const maxBreaks = 5;

/** A price of one unit, in minor units of its currency, from a quantity on. */
export const price = z
  .strictObject({
    amount,
    currency: currencyCode,
    minQuantity: quantity
      .optional()
      .meta({ description: "From how many pieces in one line this price holds; from 1 when absent." }),
    compareAt: z
      .int()
      .min(1)
      .max(maxAmount)
      .optional()
      .meta({ description: "What it cost before, above the amount; shown struck through." }),
  })
  .refine(({ amount: now, compareAt }) => compareAt === undefined || compareAt > now, {
    message: "is not above the amount",
    path: ["compareAt"],
  })
  .meta({ id: "Price", example: { amount: 1990, currency: "EUR" } });

type Price = z.output<typeof price>;

function fromOf({ minQuantity = 1 }: Price): number {
  return minQuantity;
}

function pricesOf(list: readonly Price[]): readonly (readonly Price[])[] {
  return [...Map.groupBy(list, ({ currency }) => currency).values()];
}

/** What one variant costs: distinct by currency and quantity. */
export const prices = z
  .array(price)
  .min(1)
  .max(maxCurrencies * maxBreaks)
  .refine(
    (list) => pricesOf(list).every((same) => distinct(same.map(fromOf))),
    "names a currency twice for one quantity",
  )
  .refine(
    (list) => pricesOf(list).every((same) => same.some((each) => fromOf(each) === 1)),
    "holds no price from 1 piece on in one of its currencies",
  )
  .refine((list) => pricesOf(list).length <= maxCurrencies, `names more than ${maxCurrencies} currencies`)
  .refine(
    (list) => pricesOf(list).every((same) => same.length <= maxBreaks),
    `holds more than ${maxBreaks} prices in one currency`,
  )
  .meta({ description: "For each currency a price from 1 piece on, and others from more pieces on." });

/** The categories that one product can be in. */
export const maxCategories = 5;
/** The categories that a product is listed in. */
export const categoryIds = z
  .array(id("category"))
  .max(maxCategories)
  .refine(distinct, "names a category twice")
  .meta({ description: "The categories it is in." });

const productFields = {
  productId: id("product"),
  name: text(200),
  skus: z.array(sku).min(1).max(40),
  // Absent in what was told before products had them.
  slug: slug.optional(),
  categoryIds: categoryIds.optional(),
};
const product = z.strictObject(productFields);

const example = {
  productId: "prd_01kaq3v8e0m4t6w8y0a2c4e6g8",
  name: "Tee",
  skus: ["TEE-BLUE-M", "TEE-BLUE-L"],
  slug: "tee",
  categoryIds: ["cat_01kaq3v8e0m4t6w8y0a2c4e6g8"],
};

/** A draft was created. */
export const ProductCreated = defineEvent({
  service: "catalog",
  aggregate: "productId",
  name: "product.created",
  version: 1,
  data: product,
  example,
});

/** What a `product.updated` can be about. Prices have a fact of their own. */
export const changeable = ["name", "description", "slug", "media", "metadata", "categoryIds", "variants"] as const;

/** A product changed, or a variant of it was changed or added; `changed` says what. */
export const ProductUpdated = defineEvent({
  service: "catalog",
  aggregate: "productId",
  name: "product.updated",
  version: 1,
  data: z.strictObject({
    ...productFields,
    changed: z.array(z.enum(changeable)).min(1).meta({ description: "What the change named." }),
    sku: sku.optional().meta({ description: "The variant that was added or changed." }),
  }),
  example: { ...example, changed: ["name", "slug"] },
});

/** A product and its variants went on sale. */
export const ProductPublished = defineEvent({
  service: "catalog",
  aggregate: "productId",
  name: "product.published",
  version: 1,
  data: product,
  example,
});

/** A product is no longer shown or sold, and never will be again. */
export const ProductArchived = defineEvent({
  service: "catalog",
  aggregate: "productId",
  name: "product.archived",
  version: 1,
  data: product,
  example,
});

/** A variant has other prices. */
export const ProductPricesChanged = defineEvent({
  service: "catalog",
  aggregate: "productId",
  name: "product.prices_changed",
  version: 1,
  data: z.strictObject({ productId: id("product"), sku, prices }),
  example: {
    productId: "prd_01kaq3v8e0m4t6w8y0a2c4e6g8",
    sku: "TEE-BLUE-M",
    prices: [{ amount: 1990, currency: "EUR" }],
  },
});

/** A category is shown while it is active. */
export const categoryStatuses = ["active", "archived"] as const;

const category = z.strictObject({
  categoryId: id("category"),
  name: text(100),
  parentId: id("category").optional().meta({ description: "The category it is in; absent at the top." }),
  status: z.enum(categoryStatuses),
});

const categoryExample = {
  categoryId: "cat_01kaq3v8e0m4t6w8y0a2c4e6g8",
  name: "Shirts",
  parentId: "cat_01kaq3v8e0m4t6w8y0a2c4e6g9",
  status: "active",
} as const;

/** A category was created. */
export const CategoryCreated = defineEvent({
  service: "catalog",
  aggregate: "categoryId",
  name: "category.created",
  version: 1,
  data: category,
  example: categoryExample,
});

/** A category has another name or another parent, or was archived. */
export const CategoryUpdated = defineEvent({
  service: "catalog",
  aggregate: "categoryId",
  name: "category.updated",
  version: 1,
  data: category,
  example: categoryExample,
});
