import type { Now } from "@millrace/kernel/clock";
import type { Table } from "@millrace/table/table";
import type { Mailer } from "./adapters/mailer.ts";
import { createMails } from "./data/mails.ts";

/** Everything that notifications reach the world through. */
export function createPorts(table: Table, now: Now, mailer: Mailer) {
  return { mails: createMails(table), mailer, table, now };
}
export type Ports = ReturnType<typeof createPorts>;
