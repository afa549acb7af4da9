import { epochSeconds, secondsAfter } from "@millrace/kernel/clock";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { Busy } from "@millrace/kernel/refusals";
import { type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import { itemFrom, pageFrom } from "@millrace/table/results";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import { buyerEntity, orderEntity, stockEntity } from "./entities.ts";
import { type Order, OutOfStock } from "./order.ts";

type Buyer = { readonly buyerId: string; readonly name: string; readonly orders: number };

/** Every access pattern of the example; there is no other way to its items. */
export type Shop = {
  /** One order by id: table get, strongly consistent. */
  getOrder(orderId: string): Promise<Order | undefined>;
  /** One order by id, to read with others in one request. */
  readOrder(orderId: string): Read<Order>;
  /** One buyer by id, to read with others in one request. */
  readBuyer(buyerId: string): Read<Buyer>;
  /** A buyer's orders, newest first: gsi1 query, eventually consistent, one page. */
  listOfBuyer(buyerId: string, limit: number, position: string | null): Promise<Page<Order>>;
  /** A new order; its id is fresh. */
  place(order: Order): TransactItem;
  /** The order's next version; refused when it is not at the version before. */
  change(order: Order): TransactItem;
  /** A new buyer. */
  welcome(buyer: Buyer): TransactItem;
  /** One order more of a buyer; refused when there is no such buyer. */
  countOrder(buyerId: string): TransactItem;
  /** New stock of an article. */
  stock(sku: string, available: number): TransactItem;
  /** Takes of an article; refused when there is not enough. */
  take(sku: string, quantity: number): TransactItem;
};

/** An order that is over is kept for so long for those who ask what became of it. */
const keptSeconds = 30 * 24 * 60 * 60;

function taken() {
  return Busy("The id is taken.");
}

export function createShop(table: Table): Shop {
  const [orders, buyers, stocks] = [orderEntity(table), buyerEntity(table), stockEntity(table)];
  return {
    getOrder: (orderId) => itemFrom<Order>(orders.get({ orderId }).go({ consistent: true })),
    readOrder: (orderId) => readOf<Order>(orders, { orderId }),
    readBuyer: (buyerId) => readOf<Buyer>(buyers, { buyerId }),
    listOfBuyer: (buyerId, limit, position) =>
      pageFrom<Order>(orders.query.ofBuyer({ buyerId }).go({ order: "desc", limit, cursor: position })),
    place(order) {
      const ttl = epochSeconds(secondsAfter(new Date(order.expiresAt), keptSeconds));
      return transactItem(orders, (writes) => writes.create(omitUndefined({ ...order, ttl })), taken);
    },
    change: ({ orderId, status, changedAt, version }) =>
      transactItem(orders, (writes) =>
        writes
          .patch({ orderId })
          .set({ status, changedAt, version })
          .where((stored, { eq }) => eq(stored.version, version - 1)),
      ),
    welcome: (buyer) => transactItem(buyers, (writes) => writes.create(buyer), taken),
    countOrder: (buyerId) => transactItem(buyers, (writes) => writes.patch({ buyerId }).add({ orders: 1 })),
    stock: (sku, available) => transactItem(stocks, (writes) => writes.create({ sku, available }), taken),
    take: (sku, quantity) =>
      transactItem(
        stocks,
        (writes) =>
          writes
            .patch({ sku })
            .subtract({ available: quantity })
            .where((stored, { gte }) => gte(stored.available, quantity)),
        () => OutOfStock(`There are not ${quantity} of ${sku}.`),
      ),
  };
}
