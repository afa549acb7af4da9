import * as z from "zod";
import { defineEvent } from "./define-event.ts";
import { id, moneyValue, sku, text } from "./values.ts";

/** The currencies in which one variant can be sold. */
const maxPrices = 10;

export const distinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

export const prices = z
  .array(moneyValue)
  .min(1)
  .max(maxPrices)
  .refine((list) => distinct(list.map(({ currency }) => currency)), "names a currency twice")
  .meta({ description: "One price per currency." });

const product = z.strictObject({ productId: id("product"), name: text(200), skus: z.array(sku).min(1).max(40) });

const example = {
  productId: "prd_01kaq3v8e0m4t6w8y0a2c4e6g8",
  name: "Tee",
  skus: ["TEE-BLUE-M", "TEE-BLUE-L"],
};

export const ProductCreated = defineEvent({
  service: "catalog",
  name: "product.created",
  version: 1,
  data: product,
  example,
});

export const ProductPublished = defineEvent({
  service: "catalog",
  name: "product.published",
  version: 1,
  data: product,
  example,
});

export const ProductPricesChanged = defineEvent({
  service: "catalog",
  name: "product.prices_changed",
  version: 1,
  data: z.strictObject({ productId: id("product"), sku, prices }),
  example: {
    productId: "prd_01kaq3v8e0m4t6w8y0a2c4e6g8",
    sku: "TEE-BLUE-M",
    prices: [{ amount: 1990, currency: "EUR" }],
  },
});
