import { defineDoor } from "@millrace/contracts/define-door";
import { journalOf } from "@millrace/table/journal";
import type { Table } from "@millrace/table/table";
import { createOrders } from "./data/orders.ts";

export { type Order, OrderNotFound, readable } from "./domain/order.ts";

/** Reads one order by id; undefined where there is none. Who may see it `readable` says. */
export const order = defineDoor({
  service: "orders",
  name: "order",
  actions: ["BatchGetItem"],
  open: (table: Table) => createOrders(table).read,
});

/** Reads what happened to an order after one of its facts, oldest first, one page. What may be shown its reader says. */
export const entries = defineDoor({
  service: "orders",
  name: "entries",
  actions: ["Query"],
  open: (table: Table) => journalOf("orders", "orderId", table).list,
});
