import { VersionMismatch } from "@millrace/kernel/refusals";
import { type Read, readOf } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Alert } from "../domain/alert.ts";
import { alertEntity } from "./alert.entity.ts";

/** Every access pattern of what was told about stock. */
export type Alerts = {
  /** AP-I16. What was last told about a SKU, to read with others: table get, strongly consistent. */
  read(sku: string): Read<Alert>;
  /** AP-I17. What is now told about a SKU, at its next version. Its journal entry holds the lock. */
  change(alert: Alert): TransactItem;
};

export function createAlerts(table: Table): Alerts {
  const entity = alertEntity(table);
  return {
    read: (sku) => readOf<Alert>(entity, { sku }),
    change: ({ sku, state, version }) =>
      transactItem(
        entity,
        (writes) =>
          version === 1 ? writes.create({ sku, state, version }) : writes.patch({ sku }).set({ state, version }),
        () => VersionMismatch(),
      ),
  };
}
