import type { Opened } from "@millrace/contracts/define-door";
import * as inventory from "@millrace/inventory/doors";
import * as promotions from "@millrace/promotions/doors";
import type { Command } from "@millrace/table/commands";
import { type CancelReason, cancelUnpaid, type Order } from "../domain/order.ts";
import type { Ports } from "../ports.ts";

/** What an unpaid order is canceled through. */
export const cancelDoors = { release: inventory.release, restore: promotions.restore };

/**
 * Cancels an unpaid order, releases its hold, restores its promotions and tells why, in one transaction. An order that
 * went on is left alone.
 *
 * @throws Busy when the order changes at this very time
 */
export async function cancelUnpaidOrder(
  { orders, write }: Ports,
  { release, restore }: Opened<typeof cancelDoors>,
  command: Command,
  order: Order,
  reason: CancelReason,
): Promise<void> {
  const canceled = cancelUnpaid(order, reason);
  if (canceled === undefined) return;
  await write(command, canceled.fact, [
    orders.change(canceled.state),
    ...release(order.holds, order.orderId, command.at),
    ...restore(order.redemptions ?? [], order.ownerId, order.orderId),
  ]);
}
