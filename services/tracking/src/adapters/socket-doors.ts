import * as orders from "@millrace/orders/doors";

/** What the socket reads of other services. */
export const socketDoors = { order: orders.order, entries: orders.entries };
