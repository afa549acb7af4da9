import { maxAmount } from "@millrace/kernel/money";
import * as z from "zod";
import { destination } from "./destination.ts";
import { currencyCode, id, moneyValue, quantity, sku, text, timestamp, version } from "./values.ts";

/** What the routes of carts take and give. */

const maxLines = 40;

/** What a guest was given with the first cart; longer than any token of ours. */
export const guestToken = z.string().min(1).max(2048);

/** What may be said of a cart beside its lines. */
const shippingMethodId = id("shippingMethod").meta({ description: "The way of shipping that the buyer chose." });
const note = text(500).meta({ description: "The buyer's words to the shop." });
const said = {
  destination: destination.optional(),
  shippingMethodId: shippingMethodId.optional(),
  note: note.optional(),
};

/** What a new cart is made of; lines of one SKU are added up. */
export const newCart = z
  .strictObject({
    currency: currencyCode,
    lines: z.array(z.strictObject({ sku, quantity })).max(maxLines).default([]),
    ...said,
  })
  .meta({ id: "NewCart" });

/** What changes of a cart: null removes, what is absent stays. */
export const cartUpdate = z
  .strictObject({
    currency: currencyCode.optional(),
    destination: destination.nullish(),
    shippingMethodId: shippingMethodId.nullish(),
    note: note.nullish(),
  })
  .meta({ id: "CartUpdate" });

/** A cart in a list, without prices. */
export const cartSummary = z
  .strictObject({
    cartId: id("cart"),
    currency: currencyCode,
    lines: z.array(z.strictObject({ sku, quantity })).max(maxLines),
    note: note.optional(),
    version,
    createdAt: timestamp,
    expiresAt: timestamp,
  })
  .meta({ id: "CartSummary" });

/** A line at today's price; one that is not for sale shows the price last seen and counts nothing. */
const pricedLine = z
  .strictObject({
    sku,
    title: z.string(),
    quantity,
    unitPrice: moneyValue,
    total: z.strictObject({ amount: z.int().min(0), currency: currencyCode }),
    available: z.int().min(0).meta({ description: "Pieces that can be ordered now." }),
    sellable: z.boolean().meta({ description: "Whether this SKU is for sale in the cart's currency." }),
    priceChanged: z.boolean().meta({ description: "Whether the price differs from when the line was set." }),
  })
  .meta({ id: "CartLine" });

/** A cart as its owner sees it. Prices, titles and stock are those of the moment. */
export const pricedCart = z
  .strictObject({
    cartId: id("cart"),
    status: z.enum(["open", "closed", "merged", "abandoned"]),
    currency: currencyCode,
    lines: z.array(pricedLine).max(maxLines),
    coupons: z.array(z.strictObject({ code: z.string() })).max(4),
    ...said,
    total: z.strictObject({
      amount: z
        .int()
        .min(0)
        .max(maxLines * maxAmount),
      currency: currencyCode,
    }),
    version,
    createdAt: timestamp,
    expiresAt: timestamp,
    orderId: id("order").optional().meta({ description: "The order that the cart became." }),
    mergedInto: id("cart").optional().meta({ description: "The cart that this one's lines went to." }),
  })
  .meta({ id: "Cart" });
