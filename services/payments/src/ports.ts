import type { Now } from "@millrace/kernel/clock";
import { commandsOf } from "@millrace/table/commands";
import type { Table } from "@millrace/table/table";
import type { Providers } from "./adapters/provider.ts";
import { createPayments } from "./data/payments.ts";

/** Everything that payments' reactions reach the world through. */
export function createPorts(table: Table, now: Now, providers: Providers) {
  return { payments: createPayments(table), ...commandsOf("payments", table), providers, table, now };
}
export type Ports = ReturnType<typeof createPorts>;
