import { defineReaction } from "@millrace/contracts/define-service";
import { PaymentFailed } from "@millrace/contracts/payments";
import { cancelDoors, cancelUnpaidOrder } from "../commands/cancel-unpaid-order.ts";
import type { Ports } from "../ports.ts";

/** Cancels the order that nobody will pay for. A second run finds it canceled. */
export const onPaymentFailed = defineReaction(
  { to: PaymentFailed, doors: { ...cancelDoors } },
  async (received, ports: Ports, doors) => {
    const { orderId } = received.data;
    const order = await ports.orders.get(orderId);
    if (order === undefined) throw new Error(`There is no order ${orderId}.`);
    await cancelUnpaidOrder(ports, doors, received, order, "payment_failed");
  },
);
