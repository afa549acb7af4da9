import type { Now } from "@millrace/kernel/clock";
import type { NewId } from "@millrace/kernel/ids";
import { commandsOf } from "@millrace/table/commands";
import { createCursors } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { createAlerts } from "./data/alerts.ts";
import { createLocationBooks } from "./data/location-books.ts";
import { createStock } from "./data/stock.ts";
import { createStockKeeping } from "./data/stock-keeping.ts";
import { createTickets } from "./data/tickets.ts";

/** Everything that inventory's routes and reactions reach the world through. */
export function createPorts(table: Table, now: Now, newId: NewId, cursorKey: () => Promise<string>) {
  return {
    stock: createStock(table),
    tickets: createTickets(table),
    stockKeeping: createStockKeeping(table),
    locationBooks: createLocationBooks(table),
    alerts: createAlerts(table),
    ...commandsOf("inventory", table),
    cursors: createCursors(cursorKey),
    table,
    now,
    newId,
  };
}
export type Ports = ReturnType<typeof createPorts>;
