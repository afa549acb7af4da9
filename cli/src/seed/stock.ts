import { isoTime } from "@millrace/kernel/clock";
import type { Table } from "@millrace/table/table";
import { movementEntity } from "../../../services/inventory/src/data/movement.entity.ts";
import { stockEntity } from "../../../services/inventory/src/data/stock.entity.ts";
import { emptyBook } from "../../../services/inventory/src/domain/location.ts";
import { receive } from "../../../services/inventory/src/domain/moves.ts";
import {
  addCounters,
  type Counters,
  changeOf,
  type Movement,
  type MovementKind,
  mainLocationId,
  noUnits,
  sumOf,
} from "../../../services/inventory/src/domain/stock.ts";
import { mainLedger } from "../../../services/inventory/src/domain/tickets.ts";
import { chanceOf, seededId } from "./chance.ts";
import { type Item, itemOf, seededFacts } from "./items.ts";
import type { Plan } from "./plan.ts";
import { openedAt } from "./times.ts";

/** No delivery brings more units at once. */
const largestReceipt = 5_000;

/** So many units of a SKU at the one location where seeded stock lies. */
export function placed(quantity: number) {
  return { locationId: mainLocationId, quantity };
}

type Book = { readonly counters: Counters; readonly moves: number };

/** Writes movements down and counts with them, so that counters and ledger say the same. */
export function createLedger(table: Table) {
  const entity = movementEntity(table);
  const books = new Map<string, Book>();
  const bookOf = (sku: string): Book => books.get(sku) ?? { counters: noUnits, moves: 0 };
  function record({ units, ...movement }: Movement): Item {
    const { counters, moves } = bookOf(movement.sku);
    const change = changeOf(movement.kind, sumOf(units));
    books.set(movement.sku, { counters: addCounters(counters, change), moves: moves + 1 });
    return itemOf(entity.create({ ...movement, ledger: mainLedger, entry: movement.causeId, units: [...units] }));
  }
  return {
    bookOf,
    record,
    move: (sku: string, kind: MovementKind, causeId: string, quantity: number, at: Date): Item =>
      record({ sku, kind, causeId, units: [placed(quantity)], movedAt: isoTime(at) }),
  };
}
export type Ledger = ReturnType<typeof createLedger>;

function inReceipts(units: number): readonly number[] {
  return units <= largestReceipt ? [units] : [largestReceipt, ...inReceipts(units - largestReceipt)];
}

/** Each SKU's receipts, enough for all that was ordered of it and some more, and its counters after everything. */
export function* stockItems(table: Table, plan: Plan, skus: readonly string[], ledger: Ledger): Generator<Item> {
  const chance = chanceOf(plan.seed, "stock");
  const stock = stockEntity(table);
  const tell = seededFacts(table, plan);
  let receipts = 0;
  for (const sku of skus) {
    const left = chance.between(0, 400);
    for (const quantity of inReceipts(Math.max(1, left - ledger.bookOf(sku).counters.available))) {
      const receiptId = seededId(plan.seed, "receipt", receipts, openedAt);
      receipts += 1;
      const receipt = { receiptId, sku, locationId: mainLocationId, quantity };
      const { state, fact } = receive({ stock: undefined, book: emptyBook }, receipt, openedAt);
      yield ledger.record(state);
      yield* tell(fact, openedAt);
    }
    const { counters, moves } = ledger.bookOf(sku);
    yield itemOf(stock.create({ sku, levels: { [mainLocationId]: counters }, moves }));
  }
}
