import type { Caller } from "@millrace/kernel/caller";
import { idOf } from "@millrace/kernel/ids";
import { createCursors } from "@millrace/table/cursors";
import { idempotencyOf } from "@millrace/table/idempotency";
import { journalOf } from "@millrace/table/journal";
import { createListPrices } from "../../services/catalog/src/data/list-prices.ts";
import { createPriceBooks } from "../../services/catalog/src/data/price-book.ts";
import { createProducts } from "../../services/catalog/src/data/products.ts";
import type { Ports } from "../../services/catalog/src/env.ts";
import { catalog } from "../../services/catalog/src/manifest.ts";
import { callsTo } from "./calls.ts";
import { freshTable } from "./table.ts";

export const merchandiser = {
  kind: "customer",
  ownerId: "cus_00000000-0000-4000-8000-000000000001",
  groups: ["merchandiser"],
} satisfies Caller;

/** Headers that name the version seen, and the key of a request that may be sent again. */
export const seen = (version: number, key?: string): Readonly<Record<string, string>> => ({
  "If-Match": `"${version}"`,
  ...(key === undefined ? {} : { "Idempotency-Key": key }),
});

/** The catalog over an empty table, with a clock that goes on by a second whenever it is read. */
export const catalogWorld = async () => {
  const table = await freshTable();
  let seconds = 0;
  const now = () => new Date(Date.UTC(2026, 10, 23, 9, 0, seconds++));
  const ports: Ports = {
    products: createProducts(table),
    priceBooks: createPriceBooks(table),
    listPrices: createListPrices(table),
    journal: journalOf("catalog", "productId", table),
    priceBookJournal: journalOf("catalog", "book", table),
    priceListJournal: journalOf("catalog", "priceListId", table),
    idempotency: idempotencyOf("catalog", table, now),
    cursors: createCursors(async () => "secret"),
    now,
    newId: (kind) => idOf(kind, now(), crypto.getRandomValues(new Uint8Array(10))),
  };
  return { table, ports, call: callsTo(catalog.routes as Parameters<typeof callsTo<Ports>>[0], ports) };
};
