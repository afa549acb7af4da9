import { defineReaction } from "@millrace/contracts/define-service";
import { PaymentFailed } from "@millrace/contracts/payments";
import * as inventory from "@millrace/inventory/doors";
import * as promotions from "@millrace/promotions/doors";
import type { Ports } from "../env.ts";

/** Cancels the order that nobody will pay for. A second run finds it canceled. */
export const onPaymentFailed = defineReaction(
  { to: PaymentFailed, doors: [inventory.release, promotions.giveBack] },
  ({ orders, cancelUnpaidOrder, now }: Ports) =>
    async ({ data, origin }) => {
      const order = await orders.get(data.orderId);
      if (order === undefined) throw new Error(`There is no order ${data.orderId}.`);
      await cancelUnpaidOrder(order, "payment_failed", now(), origin);
    },
);
