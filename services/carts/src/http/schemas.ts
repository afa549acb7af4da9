import { destinationInput } from "@millrace/contracts/places";
import {
  couponCode,
  currencyCode,
  destination,
  id,
  moneyValue,
  paragraph,
  quantity,
  shippingOption,
  sku,
  sumValue,
  taxShare,
  timestamp,
  version,
} from "@millrace/contracts/values";
import * as z from "zod";
import { cartStatuses, maxCoupons, maxSkus } from "../domain/cart.ts";

/** What the routes of carts take and give. */

/** What a guest was given with the first cart; longer than any token of ours. */
export const guestToken = z.string().min(1).max(2048);

/** What may be said of a cart beside its lines. */
const shippingMethodId = id("shippingMethod").meta({ description: "The way of shipping that the buyer chose." });
const note = paragraph(500).meta({ description: "The buyer's words to the shop." });
const said = {
  shippingMethodId: shippingMethodId.optional(),
  note: note.optional(),
};

/** What a new cart is made of; lines of one SKU are added up. */
export const newCart = z
  .strictObject({
    currency: currencyCode,
    lines: z.array(z.strictObject({ sku, quantity })).max(maxSkus).default([]),
    coupons: z.array(couponCode).max(maxCoupons).default([]),
    destination: destinationInput.optional(),
    ...said,
  })
  .meta({ id: "CartCreation" });

/** What changes of a cart: null removes, what is absent stays. */
export const cartUpdate = z
  .strictObject({
    currency: currencyCode.optional(),
    destination: destinationInput.nullish(),
    shippingMethodId: shippingMethodId.nullish(),
    note: note.nullish(),
  })
  .meta({ id: "CartUpdate" });

/** A cart in a list, without prices. */
export const cartSummary = z
  .strictObject({
    cartId: id("cart"),
    currency: currencyCode,
    lines: z.array(z.strictObject({ sku, quantity })).max(maxSkus),
    note: note.optional(),
    version,
    createdAt: timestamp,
    expiresAt: timestamp,
  })
  .meta({ id: "CartSummary" });

const taxes = z.array(taxShare);

const lineChange = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.enum(["price_up", "price_down"]), from: moneyValue, to: moneyValue }),
    z.strictObject({ kind: z.literal("not_for_sale") }),
    z.strictObject({ kind: z.literal("too_dear") }).meta({ description: "It costs more than one order can." }),
    z.strictObject({ kind: z.literal("fewer_available"), available: z.int().min(0) }),
  ])
  .meta({ id: "CartLineChange" });

const priceRule = z
  .strictObject({
    kind: z.enum(["base", "sale", "override"]),
    minQuantity: quantity.meta({ description: "From how many units on this price holds." }),
    priceListId: id("priceList").optional(),
    name: z.string().optional(),
  })
  .meta({ id: "PriceRule", description: "Which rule made the price: the SKU's own price, or a price list's." });

const lineDiscount = z
  .strictObject({ promotionId: id("promotion"), name: z.string(), code: z.string().optional(), amount: sumValue })
  .meta({ id: "CartLineDiscount" });

/** A line at today's price; one that is not for sale, or too dear, shows the price last seen and counts nothing. */
const pricedLine = z
  .strictObject({
    sku,
    title: z.string(),
    quantity,
    unitPrice: moneyValue,
    compareAt: moneyValue.optional(),
    priceRule: priceRule.optional(),
    subtotal: sumValue.meta({ description: "Unit price times quantity." }),
    discounts: z.array(lineDiscount),
    discount: sumValue,
    taxes,
    tax: sumValue,
    total: sumValue.meta({ description: "What is to be paid for the line: discounts taken off, and all taxes in it." }),
    available: z.int().min(0).meta({ description: "Units that can be ordered now; of a kit what its parts allow." }),
    sellable: z.boolean().meta({ description: "Whether this SKU is for sale in the cart's currency." }),
    priceChanged: z.boolean().meta({ description: "Whether the price differs from when the line was set." }),
    changes: z.array(lineChange).meta({ description: "What became of the line since it was set." }),
    parts: z.array(z.strictObject({ sku, quantity })).optional().meta({ description: "What a kit is made of." }),
  })
  .meta({ id: "CartLine" });

const cartShipping = z
  .strictObject({
    needed: z.boolean().meta({ description: "Whether anything in the cart is to be shipped." }),
    options: z.array(shippingOption).meta({ description: "None before the destination is known." }),
    chosen: z
      .strictObject({
        shippingMethodId: id("shippingMethod"),
        amount: sumValue,
        discount: sumValue,
        taxes,
        tax: sumValue,
        total: sumValue,
      })
      .optional()
      .meta({ description: "Absent while none is chosen, or where the one chosen is not offered." }),
  })
  .meta({ id: "CartShipping" });

const cartCoupon = z
  .strictObject({
    code: z.string(),
    applied: z.boolean(),
    reason: z
      .enum(["not_active", "not_met", "limit_reached", "sign_in_required", "not_combinable", "no_effect"])
      .optional()
      .meta({ description: "Why it takes nothing off." }),
  })
  .meta({ id: "CartCoupon" });

const appliedPromotion = z
  .strictObject({
    promotionId: id("promotion"),
    name: z.string(),
    code: z.string().optional(),
    amount: sumValue.meta({ description: "What it takes off lines and shipping." }),
    freeShipping: z.boolean(),
  })
  .meta({ id: "AppliedPromotion" });

const totals = z
  .strictObject({
    subtotal: sumValue,
    discount: sumValue,
    shipping: sumValue,
    tax: sumValue,
    total: sumValue,
    taxes,
    taxIncluded: z.boolean().meta({ description: "Whether the other amounts hold the tax; else it comes on top." }),
  })
  .meta({ id: "CartTotals", description: "total = subtotal - discount + shipping, and tax where it is not included." });

/** A cart as its owner sees it. Prices, titles and stock are those of the time. */
export const pricedCart = z
  .strictObject({
    cartId: id("cart"),
    status: z.enum(cartStatuses),
    currency: currencyCode,
    lines: z.array(pricedLine).max(maxSkus),
    coupons: z.array(cartCoupon).max(maxCoupons),
    promotions: z.array(appliedPromotion),
    shipping: cartShipping,
    destination: destination.optional(),
    ...said,
    regionRequired: z.boolean().meta({
      description:
        "Whether taxes and shipping wait for the destination's region, or for a narrower one, because they differ by it.",
    }),
    totals,
    total: sumValue.meta({
      description: "What a checkout must expect. Its order is priced for the contact's address.",
    }),
    version,
    createdAt: timestamp,
    expiresAt: timestamp,
    orderId: id("order").optional().meta({ description: "The order that the cart became." }),
    mergedInto: id("cart").optional().meta({ description: "The cart that this one's lines went to." }),
  })
  .meta({ id: "Cart" });
