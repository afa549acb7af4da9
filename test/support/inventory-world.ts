import type { Caller } from "@millrace/kernel/caller";
import { idOf } from "@millrace/kernel/ids";
import { createCursors } from "@millrace/table/cursors";
import { idempotencyOf } from "@millrace/table/idempotency";
import { journalOf } from "@millrace/table/journal";
import { createLocationBooks } from "../../services/inventory/src/data/location-books.ts";
import { createStock } from "../../services/inventory/src/data/stock.ts";
import { createStockKeeping } from "../../services/inventory/src/data/stock-keeping.ts";
import { findDrift } from "../../services/inventory/src/domain/drift.ts";
import { countersOf } from "../../services/inventory/src/domain/stock.ts";
import type { Ports } from "../../services/inventory/src/env.ts";
import { inventory } from "../../services/inventory/src/manifest.ts";
import { callsTo } from "./calls.ts";
import { freshTable } from "./table.ts";

export const stockKeeper = {
  kind: "customer",
  ownerId: "cus_00000000-0000-4000-8000-000000000002",
  groups: ["fulfillment"],
} satisfies Caller;

/** Inventory over an empty table, with a clock that goes on by a second whenever it is read. */
export const inventoryWorld = async () => {
  const table = await freshTable();
  let seconds = 0;
  const now = () => new Date(Date.UTC(2026, 10, 23, 9, 0, seconds++));
  const ports: Ports = {
    stock: createStock(table),
    stockKeeping: createStockKeeping(table),
    locationBooks: createLocationBooks(table),
    journal: journalOf("inventory", "causeId", table),
    settingsJournal: journalOf("inventory", "stock", table),
    locationJournal: journalOf("inventory", "book", table),
    idempotency: idempotencyOf("inventory", table, now),
    cursors: createCursors(async () => "secret"),
    table,
    now,
    newId: (kind) => idOf(kind, now(), crypto.getRandomValues(new Uint8Array(10))),
  };
  const call = callsTo(inventory.routes as Parameters<typeof callsTo<Ports>>[0], ports);
  let keys = 0;
  const freshKey = (): string => {
    keys += 1;
    return `key-${keys}`;
  };
  /** Moves stock as staff does: `post("TEE", "receipts", { … })`. */
  const post = (sku: string, what: string, body: unknown, key = freshKey()) =>
    call(`POST /v1/stock/${sku}/${what}`, { caller: stockKeeper, body, headers: { "Idempotency-Key": key } });
  /** Sets what is set at a version seen. */
  const put = (path: string, body: unknown, version: number, key?: string) =>
    call(`PUT /v1/${path}`, {
      caller: stockKeeper,
      body,
      headers: { "If-Match": `"${version}"`, ...(key === undefined ? {} : { "Idempotency-Key": key }) },
    });
  const shard = (sku: string, shards: number, key = freshKey()) =>
    call(`PUT /v1/stock/${sku}/sharding`, {
      caller: stockKeeper,
      body: { shards },
      headers: { "Idempotency-Key": key },
    });
  const get = (path: string) => call(`GET /v1/${path}`, { caller: stockKeeper });
  const movements = async (sku: string) => {
    const { items } = await ports.stock.listMovements(sku, 10_000, null);
    return items;
  };
  /** Every place whose counters are not what the ledger says. */
  const drift = async (sku: string) => {
    const ledger = countersOf(await movements(sku));
    return findDrift(await ports.stock.getAll(sku), ledger).map((finding) => finding.drift);
  };
  return { table, ports, call, post, put, shard, get, movements, drift };
};
