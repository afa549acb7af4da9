import * as z from "zod";
import { defineEvent } from "./define-event.ts";
import {
  deliveryEstimate,
  destination,
  id,
  locationId,
  moneyValue,
  ownerId,
  quantity,
  sku,
  taxShare,
  text,
  timestamp,
} from "./values.ts";

/** Twice what a country has at the most: goods may be fetched in one and bought in another. */
const maxTaxes = 40;

/** As they were at checkout, whatever the country's taxes have become; those of 0 too. */
const taxes = z.array(taxShare).max(maxTaxes).optional();

/** Prices of a line as they were at checkout, in the order's currency. What is nothing is left out. */
export const orderLine = z
  .strictObject({
    sku,
    title: text(200),
    quantity,
    unitPrice: moneyValue,
    discount: moneyValue.optional().meta({ description: "What promotions took off." }),
    taxes: taxes.meta({ description: "Each tax on the line, in minor units; those of 0 too." }),
    tax: moneyValue.optional().meta({ description: "All taxes on the line." }),
    total: moneyValue.meta({ description: "What is paid for the line: discounted, and with taxes on top of prices." }),
    parts: z
      .array(z.strictObject({ sku, quantity }))
      .max(10)
      .optional()
      .meta({ description: "What one piece of a kit is made of." }),
    shipsAt: timestamp.optional().meta({ description: "When pieces are expected that were sold before they were in." }),
  })
  .meta({ id: "OrderLine" });

/** A promotion that took something off an order. */
export const orderPromotion = z
  .strictObject({
    promotionId: id("promotion"),
    name: text(200),
    code: z.string().max(30).optional(),
    amount: moneyValue.meta({ description: "What it took off lines and shipping." }),
  })
  .meta({ id: "OrderPromotion" });

/** How an order goes to its buyer, and what is paid for it. */
export const orderShipping = z
  .strictObject({
    shippingMethodId: id("shippingMethod"),
    name: text(200),
    kind: z.enum(["delivery", "pickup"]),
    locationId: locationId.optional().meta({ description: "The location where a pick-up waits." }),
    estimate: deliveryEstimate.optional().meta({ description: "The days of arrival that the buyer was promised." }),
    place: destination.optional().meta({ description: "Where a pick-up waits: what is fetched is taxed there." }),
    taxes,
    tax: moneyValue.optional(),
    total: moneyValue,
  })
  .meta({ id: "OrderShipping" });

/** What an order costs: total = subtotal − discount + shipping, and tax where prices do not include it. */
export const orderAmounts = {
  subtotal: moneyValue,
  discount: moneyValue.optional().meta({ description: "What promotions took off the lines." }),
  shipping: orderShipping.optional(),
  promotions: z.array(orderPromotion).max(24).optional(),
  taxes: taxes.meta({ description: "What each tax comes to in all." }),
  tax: moneyValue.optional(),
  taxIncluded: z.boolean().meta({ description: "Whether prices include the tax, or it came on top." }),
  total: moneyValue,
};

/** The number people read and say. */
export const orderNumber = z.string().regex(/^M-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);

/** Why an order was canceled. */
export const cancelReasons = ["payment_failed", "unpaid"] as const;

const order = z.strictObject({
  orderId: id("order"),
  orderNumber,
  ownerId,
  contactId: id("contact"),
  paymentId: id("payment"),
  destination: destination.optional().meta({ description: "What the order was taxed and shipped for." }),
  lines: z.array(orderLine).min(1).max(40),
  ...orderAmounts,
});

const example = {
  orderId: "ord_01kaq3v8e0m4t6w8y0a2c4e6g8",
  orderNumber: "M-W8Y0-A2C4-E6G8",
  ownerId: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8",
  contactId: "con_01kaq3v8e0m4t6w8y0a2c4e6g8",
  paymentId: "pay_01kaq3v8e0m4t6w8y0a2c4e6g8",
  destination: { country: "ES", region: "CN" },
  lines: [
    {
      sku: "TEE-BLUE-M",
      title: "Tee, blue, M",
      quantity: 2,
      unitPrice: { amount: 1990, currency: "EUR" },
      taxes: [{ name: "IGIC", rate: 70_000, amount: 260 }],
      tax: { amount: 260, currency: "EUR" },
      total: { amount: 3980, currency: "EUR" },
    },
  ],
  subtotal: { amount: 3980, currency: "EUR" },
  taxes: [{ name: "IGIC", rate: 70_000, amount: 260 }],
  tax: { amount: 260, currency: "EUR" },
  taxIncluded: true,
  total: { amount: 3980, currency: "EUR" },
};

/** A checkout was written: its stock is reserved and its payment is open. */
export const OrderPlaced = defineEvent({
  service: "orders",
  aggregate: "orderId",
  name: "order.placed",
  version: 1,
  data: order.extend({ expiresAt: timestamp }),
  example: { ...example, expiresAt: "2026-11-23T10:00:00.000Z" },
});

/** The payment was authorized, or there is nothing to pay; the order's reservation became an allocation. */
export const OrderConfirmed = defineEvent({
  service: "orders",
  aggregate: "orderId",
  name: "order.confirmed",
  version: 1,
  data: order,
  example,
});

/** The payment failed, or was not made in time; stock and coupons are given back, and the cart is open again. */
export const OrderCanceled = defineEvent({
  service: "orders",
  aggregate: "orderId",
  name: "order.canceled",
  version: 1,
  data: order.extend({ reason: z.enum(cancelReasons) }),
  example: { ...example, reason: "payment_failed" },
});
