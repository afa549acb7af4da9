import { defineReaction } from "@millrace/contracts/define-service";
import { OrderPlaced } from "@millrace/contracts/orders";
import { isGuest } from "@millrace/kernel/caller";
import { transact } from "@millrace/table/transact";
import type { Ports } from "../ports.ts";

/**
 * Remembers that a customer has ordered, for promotions of the first order. Rejected means that it is known. A second
 * order placed before this one is heard of gets the promotion too, unless it is limited to once per customer.
 */
export const onOrderPlaced = defineReaction({ to: OrderPlaced }, async ({ data }, { redemptions }: Ports) => {
  if (isGuest(data.ownerId)) return;
  await transact([redemptions.firstOrder({ ownerId: data.ownerId, firstOrderId: data.orderId })]);
});
