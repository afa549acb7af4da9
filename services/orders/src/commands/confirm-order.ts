import type { Opened } from "@millrace/contracts/define-door";
import * as inventory from "@millrace/inventory/doors";
import * as promotions from "@millrace/promotions/doors";
import type { Command } from "@millrace/table/commands";
import { confirm, type Order } from "../domain/order.ts";
import type { Ports } from "../ports.ts";

/** What an order is confirmed through. */
export const confirmDoors = { allocate: inventory.allocate, remember: promotions.remember };

/**
 * Confirms an order, turns its hold into an allocation and remembers its buyer, in one transaction. An order that may
 * not be confirmed any more is left alone.
 *
 * @throws Busy when the order changes at this very time
 */
export async function confirmOrder(
  { orders, write }: Ports,
  { allocate, remember }: Opened<typeof confirmDoors>,
  command: Command,
  order: Order,
): Promise<void> {
  const confirmed = confirm(order);
  if (confirmed === undefined) return;
  const itemsOf = (holds: Order["holds"]) => [
    orders.change(confirmed.state),
    ...allocate(holds, order.orderId, command.at),
    ...remember(order.ownerId, order.orderId),
  ];
  await write(command, confirmed.fact, itemsOf(order.holds), undefined, {
    otherWay: async (rejections) =>
      rejections.every(({ conflict }) => conflict) ? itemsOf(inventory.settledLater(order.holds)) : undefined,
  });
}
