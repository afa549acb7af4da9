import type { Now } from "@millrace/kernel/clock";
import type { NewId } from "@millrace/kernel/ids";
import { commandsOf } from "@millrace/table/commands";
import { createCursors } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { createContacts } from "./data/contacts.ts";
import { createProfiles } from "./data/profiles.ts";

/** Everything that the customers' routes reach the world through. */
export function createPorts(table: Table, now: Now, newId: NewId, cursorKey: () => Promise<string>) {
  return {
    contacts: createContacts(table),
    profiles: createProfiles(table),
    ...commandsOf("customers", table),
    cursors: createCursors(cursorKey),
    table,
    now,
    newId,
  };
}
export type Ports = ReturnType<typeof createPorts>;
