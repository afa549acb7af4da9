import { defineReaction } from "@millrace/contracts/define-service";
import { PaymentAuthorized } from "@millrace/contracts/payments";
import * as inventory from "@millrace/inventory/doors";
import { confirm } from "../domain/order.ts";
import type { Ports } from "../ports.ts";

/**
 * Confirms the order and turns its hold into an allocation, in one transaction. A second run finds the order confirmed.
 * An order canceled meanwhile stays so: payments voids what came too late.
 */
export const onPaymentAuthorized = defineReaction(
  { to: PaymentAuthorized, doors: { allocate: inventory.allocate } },
  async (received, { orders, write }: Ports, { allocate }) => {
    const { orderId } = received.data;
    const order = await orders.get(orderId);
    if (order === undefined) throw new Error(`There is no order ${orderId}.`);
    const confirmed = confirm(order);
    if (confirmed === undefined) return;
    const { state, fact } = confirmed;
    await write(received, fact, [orders.change(state), ...allocate(order.holds, orderId, received.at)]);
  },
);
