import type { Now } from "@millrace/kernel/clock";
import type { NewId } from "@millrace/kernel/ids";
import { commandsOf } from "@millrace/table/commands";
import { createCursors } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { createZones } from "./data/zones.ts";

/** Everything that shipping's routes reach the world through. */
export function createPorts(table: Table, now: Now, newId: NewId, cursorKey: () => Promise<string>) {
  return {
    zones: createZones(table),
    ...commandsOf("shipping", table),
    cursors: createCursors(cursorKey),
    table,
    now,
    newId,
  };
}
export type Ports = ReturnType<typeof createPorts>;
