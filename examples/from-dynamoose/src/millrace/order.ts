import { amount, currencyCode, emailAddress, quantity, sku, text } from "@millrace/contracts/values";
import { isoTime, secondsAfter } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import * as z from "zod";

export const orderStatuses = ["placed", "confirmed", "canceled"] as const;

/** What a buyer sends: the contract, which a route parses once before anything else sees it. */
export const orderBody = z.strictObject({
  email: emailAddress.toLowerCase(),
  currency: currencyCode.default("EUR"),
  lines: z
    .array(z.strictObject({ sku, quantity, price: amount }))
    .min(1)
    .max(40),
  tags: z.array(text(30)).max(10).optional(),
  note: text(500).optional(),
});

export type Order = z.output<typeof orderBody> & {
  readonly orderId: string;
  readonly buyerId: string;
  readonly status: (typeof orderStatuses)[number];
  readonly version: number;
  readonly placedAt: string;
  readonly changedAt: string;
  /** An order that nobody has paid by then is over. */
  readonly expiresAt: string;
};

export const OrderNotOpen = defineRefusal("conflict", "order.not_open", "The order waits for nothing any more.");
export const OrderExpired = defineRefusal("conflict", "order.expired", "The order was not paid in time.");
export const OutOfStock = defineRefusal("conflict", "stock.insufficient", "There is not enough of an article.");

const paidWithinSeconds = 30 * 60;

/** A new order, placed at a time that the caller knows: nothing in here reads a clock. */
export function placeOrder(
  body: z.output<typeof orderBody>,
  { orderId, buyerId, at }: { readonly orderId: string; readonly buyerId: string; readonly at: Date },
): Order {
  const placedAt = isoTime(at);
  const expiresAt = isoTime(secondsAfter(at, paidWithinSeconds));
  return { ...body, orderId, buyerId, status: "placed", version: 1, placedAt, changedAt: placedAt, expiresAt };
}

/**
 * The order's next version, confirmed.
 *
 * @throws OrderNotOpen, OrderExpired
 */
export function confirmOrder(order: Order, at: Date): Order {
  if (order.status !== "placed") throw OrderNotOpen();
  if (order.expiresAt <= isoTime(at)) throw OrderExpired();
  return { ...order, status: "confirmed", version: order.version + 1, changedAt: isoTime(at) };
}

/** What the lines cost together: a view has it computed, the table does not hold it. */
export function totalOf({ lines }: Order): number {
  return lines.reduce((total, line) => total + line.price * line.quantity, 0);
}
