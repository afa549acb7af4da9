import type { Origin } from "@millrace/contracts/define-route";
import { OrderCanceled } from "@millrace/contracts/orders";
import type { Journal } from "@millrace/table/journal";
import { commit, type TransactItem } from "@millrace/table/transact";
import { type CancelReason, cancelUnpaid, factOf, type Order } from "../domain/order.ts";
import type { Orders } from "./orders.ts";

type CancellationPorts = {
  readonly orders: Orders;
  readonly journal: Journal;
  readonly release: (holds: Order["holds"], orderId: string, at: Date) => readonly TransactItem[];
  readonly giveBack: (redemptions: NonNullable<Order["redemptions"]>, ownerId: string) => readonly TransactItem[];
};

/**
 * Cancels an unpaid order, gives back its hold and its promotions, and tells why, in one transaction. An order that went on is left alone;
 * one that changes at this very moment is refused with `Busy`.
 */
export type CancelUnpaidOrder = (order: Order, reason: CancelReason, at: Date, origin: Origin) => Promise<void>;

export function createCancellation({ orders, journal, release, giveBack }: CancellationPorts): CancelUnpaidOrder {
  return async (order, reason, at, origin) => {
    const change = cancelUnpaid(order, reason);
    if (change === undefined) return;
    await commit([
      orders.change(order, change),
      journal.append({
        aggregateId: order.orderId,
        sequence: order.version + 1,
        event: OrderCanceled,
        data: { ...factOf(order), reason },
        at,
        origin,
      }),
      ...release(order.holds, order.orderId, at),
      ...giveBack(order.redemptions ?? [], order.ownerId),
    ]);
  };
}
