import { orderAmounts, orderLine, orderNumber } from "@millrace/contracts/orders";
import { destination, id, timestamp, version } from "@millrace/contracts/values";
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
