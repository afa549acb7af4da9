import { isoTime } from "@millrace/kernel/clock";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { Busy } from "@millrace/kernel/refusals";
import type { Page } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Change, Order } from "../domain/order.ts";
import { orderEntity } from "./order.entity.ts";

/** Every access pattern of orders. */
export type Orders = {
  /** AP-O1. One order by id: table get, strongly consistent. */
  get(orderId: string): Promise<Order | undefined>;
  /** AP-O2. An owner's orders, newest first: gsi1 query, eventually consistent, one page. */
  listOfOwner(ownerId: string, limit: number, position: string | null): Promise<Page<Order>>;
  /** AP-O3. A new order; its id is fresh. */
  place(order: Order): TransactItem;
  /** AP-O4. The order gone on, if nothing has changed since it was read; it is due for nothing any more. */
  change(order: Order, change: Change): TransactItem;
  /**
   * AP-O5. Unpaid orders whose time is up, oldest first: gsi2 query and batch get, eventually consistent, one page of
   * one shard. What is decided must therefore be a condition of the write.
   */
  listDue(shard: string, until: Date, position: string | null): Promise<Page<Order>>;
};

/** Unpaid orders are spread over these, so that a rush of checkouts does not meet on one index key. */
export const dueShards = ["0", "1", "2", "3"] as const;

const duePageSize = 50;

/** The last digit of the id is random. */
function dueShardOf(orderId: string): string {
  return dueShards[orderId.charCodeAt(orderId.length - 1) % dueShards.length] ?? dueShards[0];
}

export function createOrders(table: Table): Orders {
  const entity = orderEntity(table);
  return {
    async get(orderId) {
      const { data } = await entity.get({ orderId }).go({ consistent: true });
      return data ?? undefined;
    },
    async listOfOwner(ownerId, limit, position) {
      const { data, cursor } = await entity.query.ofOwner({ ownerId }).go({ order: "desc", limit, cursor: position });
      return { items: data, position: cursor };
    },
    place(order) {
      const item = omitUndefined({ ...order, dueShard: dueShardOf(order.orderId), dueAt: order.expiresAt });
      return transactItem(
        entity,
        (writes) => writes.create(item),
        () => Busy("An order with this id exists."),
      );
    },
    change: ({ orderId, version }, change) =>
      transactItem(
        entity,
        (writes) =>
          writes
            .patch({ orderId })
            .set({ ...change, version: version + 1 })
            .remove(["dueShard", "dueAt"])
            .where((stored, { eq }) => eq(stored.version, version)),
        () => Busy("The order changed meanwhile."),
      ),
    async listDue(shard, until, position) {
      const { data, cursor } = await entity.query
        .due({ dueShard: shard })
        .lte({ dueAt: isoTime(until) })
        .go({ limit: duePageSize, cursor: position, hydrate: true });
      return { items: data, position: cursor };
    },
  };
}
