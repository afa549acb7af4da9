import * as carts from "@millrace/carts/doors";
import type { Opened } from "@millrace/contracts/define-door";
import * as inventory from "@millrace/inventory/doors";
import * as promotions from "@millrace/promotions/doors";
import { batchGet } from "@millrace/table/batch-get";
import type { Command } from "@millrace/table/commands";
import { type CancelReason, cancelUnpaid, type Order } from "../domain/order.ts";
import type { Ports } from "../ports.ts";

/** What an unpaid order is canceled through. */
export const cancelDoors = {
  cart: carts.read,
  reopenCart: carts.reopen,
  release: inventory.release,
  restore: promotions.restore,
};

/**
 * Cancels an unpaid order, releases its hold, restores its promotions, opens its cart again and tells why, in one
 * transaction: whoever sees the order canceled can check the cart out again. An order that went on is left alone.
 *
 * @throws Busy when the order changes at this very time
 */
export async function cancelUnpaidOrder(
  { orders, write, table }: Ports,
  { cart, reopenCart, release, restore }: Opened<typeof cancelDoors>,
  command: Command,
  order: Order,
  reason: CancelReason,
): Promise<void> {
  const canceled = cancelUnpaid(order, reason);
  if (canceled === undefined) return;
  const { orderId, ownerId, cartId, holds, redemptions = [] } = order;
  // A cart that was deleted long after its expiry must not keep its order from ending.
  const [closed] = await batchGet(table, [cart(cartId)]);
  const itemsOf = (released: Order["holds"]) => [
    orders.change(canceled.state),
    ...release(released, orderId, command.at),
    ...restore(redemptions, ownerId, orderId),
    ...(closed?.orderId === orderId ? [reopenCart(closed, orderId)] : []),
  ];
  await write(command, canceled.fact, itemsOf(holds), undefined, {
    otherWay: async (rejections) =>
      rejections.every(({ conflict }) => conflict) ? itemsOf(inventory.settledLater(holds)) : undefined,
  });
}
