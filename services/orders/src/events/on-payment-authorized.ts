import { defineReaction } from "@millrace/contracts/define-service";
import { PaymentAuthorized } from "@millrace/contracts/payments";
import { confirmDoors, confirmOrder } from "../commands/confirm-order.ts";
import type { Ports } from "../ports.ts";

/**
 * Confirms the order and turns its hold into an allocation, in one transaction. A second run finds the order confirmed.
 * An order canceled meanwhile stays so: payments voids what came too late.
 */
export const onPaymentAuthorized = defineReaction(
  { to: PaymentAuthorized, doors: { ...confirmDoors } },
  async (received, ports: Ports, doors) => {
    const { orderId } = received.data;
    const order = await ports.orders.get(orderId);
    if (order === undefined) throw new Error(`There is no order ${orderId}.`);
    await confirmOrder(ports, doors, received, order);
  },
);
