import type { Now } from "@millrace/kernel/clock";
import type { NewId } from "@millrace/kernel/ids";
import { commandsOf } from "@millrace/table/commands";
import { createCursors } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { createCarts } from "./data/carts.ts";

type Secrets = {
  /** Signs page cursors. */
  readonly cursorKey: () => Promise<string>;
  /** Signs guests' tokens. */
  readonly guestKey: () => Promise<string>;
};

/** Everything that carts' handlers reach the world through. */
export function createPorts(table: Table, now: Now, newId: NewId, { cursorKey, guestKey }: Secrets) {
  return {
    carts: createCarts(table),
    ...commandsOf("carts", table),
    cursors: createCursors(cursorKey),
    guestKey,
    table,
    now,
    newId,
  };
}
export type Ports = ReturnType<typeof createPorts>;
