import { isoTime } from "@millrace/kernel/clock";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { Busy } from "@millrace/kernel/refusals";
import { type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import { itemFrom, pageFrom } from "@millrace/table/results";
import { dueShardOf } from "@millrace/table/sweep";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Order } from "../domain/order.ts";
import { orderEntity } from "./order.entity.ts";

/** Every access pattern of orders. */
export type Orders = {
  /** AP-O1. One order by id: table get, strongly consistent. */
  get(orderId: string): Promise<Order | undefined>;
  /** AP-O2. An owner's orders, newest first: gsi1 query, eventually consistent, one page. */
  listOfOwner(ownerId: string, limit: number, position: string | null): Promise<Page<Order>>;
  /** AP-O3. A new order; its id is fresh. */
  place(order: Order): TransactItem;
  /** AP-O4. The order's next version, due for nothing any more; refused when it is not at the version before. */
  change(order: Order): TransactItem;
  /**
   * AP-O5. Placed orders whose time is up, oldest first: gsi2 query and batch get, eventually consistent, one page of
   * one shard. What is decided must therefore be a condition of the write.
   */
  listDue(shard: string, until: Date, position: string | null): Promise<Page<Order>>;
  /** AP-O6. One order by id, to read with others: table batch get, strongly consistent. */
  read(orderId: string): Read<Order>;
};

const duePageSize = 50;

export function createOrders(table: Table): Orders {
  const entity = orderEntity(table);
  return {
    get: (orderId) => itemFrom(entity.get({ orderId }).go({ consistent: true })),
    listOfOwner: (ownerId, limit, position) =>
      pageFrom(entity.query.ofOwner({ ownerId }).go({ order: "desc", limit, cursor: position })),
    place(order) {
      const item = omitUndefined({ ...order, dueShard: dueShardOf(order.orderId), dueAt: order.expiresAt });
      return transactItem(
        entity,
        (writes) => writes.create(item),
        () => Busy("An order with this id exists."),
      );
    },
    read: (orderId) => readOf<Order>(entity, { orderId }),
    change: ({ orderId, status, paymentStatus, cancelReason, version }) =>
      transactItem(
        entity,
        (writes) =>
          writes
            .patch({ orderId })
            .set(omitUndefined({ status, paymentStatus, cancelReason, version }))
            .remove(["dueShard", "dueAt"])
            .where((stored, { eq }) => eq(stored.version, version - 1)),
        () => Busy("The order changed meanwhile."),
      ),
    listDue: (shard, until, position) =>
      pageFrom(
        entity.query
          .due({ dueShard: shard })
          .lte({ dueAt: isoTime(until) })
          .go({ limit: duePageSize, cursor: position, hydrate: true }),
      ),
  };
}
