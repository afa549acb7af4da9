import { orderAmounts, orderLine, orderNumber } from "@millrace/contracts/orders";
import { countryCode, destination, id, timestamp, version } from "@millrace/contracts/values";
import type { Recipient } from "@millrace/customers/doors";
import * as z from "zod";
import { fulfillmentStatuses, type Order, type OrderData, orderStatuses, paymentStatuses } from "../domain/order.ts";

/** An order as its owner and the staff see it. */
export const orderView = z
  .strictObject({
    orderId: id("order"),
    orderNumber,
    status: z.enum(orderStatuses),
    paymentStatus: z.enum(paymentStatuses),
    fulfillmentStatus: z.enum(fulfillmentStatuses),
    cancelReason: z.string().optional(),
    contactId: id("contact"),
    destination: destination.meta({ description: "What the order was taxed and shipped for." }),
    lines: z.array(orderLine).max(40),
    ...orderAmounts,
    placedAt: timestamp,
    expiresAt: timestamp.meta({ description: "Until when an unpaid order holds its stock." }),
    version,
  })
  .meta({ id: "Order" });

/** @param data what the order's facts tell of it */
export function viewOf(order: Order, data: OrderData): z.output<typeof orderView> {
  const { ownerId: _owner, paymentId: _payment, ...told } = data;
  return {
    ...told,
    destination: order.destination,
    status: order.status,
    paymentStatus: order.paymentStatus,
    fulfillmentStatus: order.fulfillmentStatus,
    ...(order.cancelReason ? { cancelReason: order.cancelReason } : {}),
    placedAt: order.placedAt,
    expiresAt: order.expiresAt,
    version: order.version,
  };
}

/** Whom an order was placed for. Contacts have rules; what was kept of one is told as it is. */
const recipient = z
  .strictObject({
    email: z.string(),
    name: z.string(),
    address: z.strictObject({
      line1: z.string(),
      line2: z.string().optional(),
      city: z.string().optional(),
      postalCode: z.string().optional(),
      region: z.string().optional(),
      country: countryCode,
    }),
  })
  .meta({ id: "Recipient", description: "The contact as it was at checkout; absent once it was erased." });

/** An order with the personal data that it was placed with. No stored answer may hold them, so no checkout gives it. */
export const orderDetails = orderView.extend({ recipient: recipient.optional() }).meta({ id: "OrderDetails" });

/** @param kept undefined once it was erased */
export function detailsOf(order: Order, data: OrderData, kept: Recipient | undefined): z.output<typeof orderDetails> {
  if (kept === undefined) return viewOf(order, data);
  const { email, name, address } = kept;
  return { ...viewOf(order, data), recipient: { email, name, address } };
}
