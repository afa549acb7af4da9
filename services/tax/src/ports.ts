import type { Now } from "@millrace/kernel/clock";
import { commandsOf } from "@millrace/table/commands";
import { createCursors } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { createTaxRates } from "./data/tax-rates.ts";

/** Everything that tax's routes reach the world through. */
export function createPorts(table: Table, now: Now, cursorKey: () => Promise<string>) {
  return { rates: createTaxRates(table), ...commandsOf("tax", table), cursors: createCursors(cursorKey), table, now };
}
export type Ports = ReturnType<typeof createPorts>;
