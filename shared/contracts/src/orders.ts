import * as z from "zod";
import { ownerId } from "./carts.ts";
import { defineEvent } from "./define-event.ts";
import { id, moneyValue, quantity, sku, text, timestamp } from "./values.ts";

/** Prices of a line as they were at checkout, in the order's currency. */
export const orderLine = z
  .strictObject({ sku, title: text(200), quantity, unitPrice: moneyValue, total: moneyValue })
  .meta({ id: "OrderLine" });

export const orderNumber = z.string().regex(/^M-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);

/** Why an order was canceled. */
export const cancelReasons = ["payment_failed", "unpaid"] as const;

const order = z.strictObject({
  orderId: id("order"),
  orderNumber,
  ownerId,
  contactId: id("contact"),
  paymentId: id("payment"),
  lines: z.array(orderLine).min(1).max(40),
  total: moneyValue,
});

const example = {
  orderId: "ord_01kaq3v8e0m4t6w8y0a2c4e6g8",
  orderNumber: "M-W8Y0-A2C4-E6G8",
  ownerId: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8",
  contactId: "con_01kaq3v8e0m4t6w8y0a2c4e6g8",
  paymentId: "pay_01kaq3v8e0m4t6w8y0a2c4e6g8",
  lines: [
    {
      sku: "TEE-BLUE-M",
      title: "Tee, blue, M",
      quantity: 2,
      unitPrice: { amount: 1990, currency: "EUR" },
      total: { amount: 3980, currency: "EUR" },
    },
  ],
  total: { amount: 3980, currency: "EUR" },
};

export const OrderPlaced = defineEvent({
  service: "orders",
  name: "order.placed",
  version: 1,
  data: order.extend({ expiresAt: timestamp }),
  example: { ...example, expiresAt: "2026-11-23T10:00:00.000Z" },
});

export const OrderConfirmed = defineEvent({
  service: "orders",
  name: "order.confirmed",
  version: 1,
  data: order,
  example,
});

export const OrderCanceled = defineEvent({
  service: "orders",
  name: "order.canceled",
  version: 1,
  data: order.extend({ reason: z.enum(cancelReasons) }),
  example: { ...example, reason: "payment_failed" },
});
