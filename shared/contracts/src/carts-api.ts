import { maxAmount } from "@millrace/kernel/money";
import * as z from "zod";
import { currencyCode, id, moneyValue, quantity, sku, timestamp, version } from "./values.ts";

/** What the routes of carts take and give. */

const maxLines = 40;

/** What a new cart is made of; lines of one SKU are added up. */
export const newCart = z
  .strictObject({ currency: currencyCode, lines: z.array(z.strictObject({ sku, quantity })).max(maxLines).default([]) })
  .meta({ id: "NewCart" });

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
    status: z.enum(["open", "closed"]),
    currency: currencyCode,
    lines: z.array(pricedLine).max(maxLines),
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
  })
  .meta({ id: "Cart" });
