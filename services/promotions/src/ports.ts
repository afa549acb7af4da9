import type { Now } from "@millrace/kernel/clock";
import type { NewId } from "@millrace/kernel/ids";
import { commandsOf } from "@millrace/table/commands";
import { createCursors } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { createCoupons } from "./data/coupons.ts";
import { createPromotions } from "./data/promotions.ts";

/** Everything that the promotions' routes reach the world through. */
export function createPorts(table: Table, now: Now, newId: NewId, cursorKey: () => Promise<string>) {
  return {
    promotions: createPromotions(table),
    coupons: createCoupons(table),
    ...commandsOf("promotions", table),
    cursors: createCursors(cursorKey),
    randomBytes: (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length)),
    table,
    now,
    newId,
  };
}
export type Ports = ReturnType<typeof createPorts>;
