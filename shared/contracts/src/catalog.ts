import { z } from "zod";
import { prices } from "./catalog-api.ts";
import { defineEvent } from "./define-event.ts";
import { id, sku, text } from "./values.ts";

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
