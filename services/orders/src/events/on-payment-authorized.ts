import { defineReaction } from "@millrace/contracts/define-service";
import { OrderConfirmed } from "@millrace/contracts/orders";
import { PaymentAuthorized } from "@millrace/contracts/payments";
import * as inventory from "@millrace/inventory/doors";
import { commit } from "@millrace/table/transact";
import { confirm, factOf } from "../domain/order.ts";
import type { Ports } from "../env.ts";

/**
 * Confirms the order and turns its hold into an allocation, in one transaction. A second run finds the order confirmed.
 * An order canceled meanwhile stays so: payments voids what came too late.
 */
export const onPaymentAuthorized = defineReaction(
  { to: PaymentAuthorized, doors: [inventory.allocate] },
  ({ orders, journal, allocate, now }: Ports) =>
    async ({ data, origin }) => {
      const order = await orders.get(data.orderId);
      if (order === undefined) throw new Error(`There is no order ${data.orderId}.`);
      const change = confirm(order);
      if (change === undefined) return;
      const at = now();
      await commit([
        orders.change(order, change),
        journal.append({
          aggregateId: order.orderId,
          sequence: order.version + 1,
          event: OrderConfirmed,
          data: factOf(order),
          at,
          origin,
        }),
        ...allocate(order.holds, order.orderId, at),
      ]);
    },
);
