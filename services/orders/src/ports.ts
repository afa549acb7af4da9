import type { Now } from "@millrace/kernel/clock";
import type { NewId } from "@millrace/kernel/ids";
import { commandsOf } from "@millrace/table/commands";
import { createCursors } from "@millrace/table/cursors";
import { journalOf } from "@millrace/table/journal";
import type { Table } from "@millrace/table/table";
import { createOrders } from "./data/orders.ts";

/** Everything that orders' handlers reach the world through. */
export function createPorts(table: Table, now: Now, newId: NewId, cursorKey: () => Promise<string>) {
  return {
    orders: createOrders(table),
    ...commandsOf("orders", table),
    journal: journalOf("orders", "orderId", table),
    cursors: createCursors(cursorKey),
    table,
    now,
    newId,
  };
}
export type Ports = ReturnType<typeof createPorts>;
