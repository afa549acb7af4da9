import { StockReceived } from "@millrace/contracts/inventory";
import { isoTime } from "@millrace/kernel/clock";
import type { Table } from "@millrace/table/table";
import { movementEntity } from "../../../services/inventory/src/data/movement.entity.ts";
import { stockEntity } from "../../../services/inventory/src/data/stock.entity.ts";
import {
  addCounters,
  type Counters,
  changeOf,
  type MovementKind,
  mainLocationId,
  noPieces,
} from "../../../services/inventory/src/domain/stock.ts";
import { chanceOf, seededId } from "./chance.ts";
import { type Item, itemOf, seededJournal } from "./items.ts";
import type { Plan } from "./plan.ts";
import { openedAt } from "./times.ts";

/** No delivery brings more pieces at once. */
const largestReceipt = 5_000;

/** So many pieces of a SKU in the one place where seeded stock lies. */
export function placed(quantity: number) {
  return { locationId: mainLocationId, shard: 0, quantity };
}

type Book = { readonly counters: Counters; readonly moves: number };

/** Writes movements down and counts with them, so that counters and ledger say the same. */
export function createLedger(table: Table) {
  const entity = movementEntity(table);
  const books = new Map<string, Book>();
  const bookOf = (sku: string): Book => books.get(sku) ?? { counters: noPieces, moves: 0 };
  return {
    bookOf,
    move(sku: string, kind: MovementKind, causeId: string, quantity: number, at: Date): Item {
      const { counters, moves } = bookOf(sku);
      books.set(sku, { counters: addCounters(counters, changeOf(kind, quantity)), moves: moves + 1 });
      return itemOf(entity.create({ sku, ledger: 0, causeId, kind, pieces: [placed(quantity)], movedAt: isoTime(at) }));
    },
  };
}
export type Ledger = ReturnType<typeof createLedger>;

function inReceipts(pieces: number): readonly number[] {
  return pieces <= largestReceipt ? [pieces] : [largestReceipt, ...inReceipts(pieces - largestReceipt)];
}

/** Each SKU's receipts, enough for all that was ordered of it and some more, and its counters after everything. */
export function* stockItems(table: Table, plan: Plan, skus: readonly string[], ledger: Ledger): Generator<Item> {
  const chance = chanceOf(plan.seed, "stock");
  const stock = stockEntity(table);
  const tell = seededJournal("inventory", "receiptId", table, plan);
  let receipts = 0;
  for (const sku of skus) {
    const left = chance.between(0, 400);
    for (const quantity of inReceipts(Math.max(1, left - ledger.bookOf(sku).counters.available))) {
      const receiptId = seededId(plan.seed, "receipt", receipts, openedAt);
      receipts += 1;
      yield ledger.move(sku, "RECEIPT", receiptId, quantity, openedAt);
      const data = { receiptId, sku, locationId: mainLocationId, quantity };
      yield* tell({ aggregateId: receiptId, sequence: 1, event: StockReceived, data, at: openedAt });
    }
    const { counters, moves } = ledger.bookOf(sku);
    yield itemOf(stock.create({ sku, shard: 0, levels: { [mainLocationId]: counters }, moves }));
  }
}
