import { type Read, readOf } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import { type TransactItem, writeVersion } from "@millrace/table/transact";
import type { Alert } from "../domain/alert.ts";
import { alertEntity } from "./alert.entity.ts";

/** Every access pattern of alerts. */
export type Alerts = {
  /** AP-I13. The last alert about a SKU, to read with others: table get, strongly consistent. */
  read(sku: string): Read<Alert>;
  /** AP-I14. The alert about a SKU at its next version. Its journal entry holds the lock. */
  change(alert: Alert): TransactItem;
};

export function createAlerts(table: Table): Alerts {
  const entity = alertEntity(table);
  return {
    read: (sku) => readOf<Alert>(entity, { sku }),
    change: (alert) => writeVersion(entity, ["sku"], alert),
  };
}
