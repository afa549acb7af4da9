import { batchGet, type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import { tooFew } from "../domain/moves.ts";
import { changeOf, type Movement, movedMeanwhile, type Stock } from "../domain/stock.ts";
import { availableIn, createChangeCounters, type Image, type StockChange } from "./change-counters.ts";
import { createHolds, type Holds } from "./holds.ts";
import { createMovements } from "./movements.ts";
import { stockEntity } from "./stock.entity.ts";

/** Every access pattern of stock. */
export type StockStore = Holds & {
  /** AP-I1. The stock of a SKU, to read with others: table get, strongly consistent. */
  read(sku: string): Read<Stock>;
  /** AP-I8. The stock of a SKU, none before its first units: table get, strongly consistent. */
  get(sku: string): Promise<Stock | undefined>;
  /**
   * AP-I2. The movements of a SKU, ledger by ledger in the order given and in each by entry: table query, strongly
   * consistent, one page of one ledger.
   */
  listMovements(
    sku: string,
    ledgers: readonly string[],
    limit: number,
    position: string | null,
  ): Promise<Page<Movement>>;
  /**
   * AP-I3. Units come to locations or leave them, as many as a movement says: at most 2 items, the stock and the movement;
   * refused where fewer are available than leave, and for a count unless as much is on hand as was read. Makes the item
   * and levels where `known` has none; writes nothing of a count that agrees.
   */
  bring(movement: Movement, known: Stock | undefined): readonly TransactItem[];
};

/** Why an item could not be changed. Units that come are never too many, also where more is sold than there is. */
function refusalOfChange(units: StockChange["units"], stored: Image) {
  const short = units.find(({ locationId, quantity }) => quantity < 0 && availableIn(stored, locationId) < -quantity);
  if (short !== undefined) return tooFew(-short.quantity, availableIn(stored, short.locationId));
  return movedMeanwhile();
}

export function createStock(table: Table): StockStore {
  const entity = stockEntity(table);
  const movements = createMovements(table);
  const change = createChangeCounters(table);

  function read(sku: string): Read<Stock> {
    return readOf<Stock>(entity, { sku });
  }

  /** Changes the item, or makes it where there was none. */
  function changeOrMake(item: StockChange): TransactItem {
    const { sku, kind, units, known } = item;
    if (known !== undefined) return change(item, (stored) => refusalOfChange(units, stored));
    const levels = Object.fromEntries(
      units.map(({ locationId, quantity }) => [locationId, changeOf(kind, quantity)] as const),
    );
    return transactItem(entity, (writes) => writes.create({ sku, levels, moves: 1 }), movedMeanwhile);
  }

  return {
    read,
    async get(sku) {
      const [stock] = await batchGet(table, [read(sku)]);
      return stock;
    },
    listMovements: movements.list,
    bring(movement, known) {
      const { sku, kind, units } = movement;
      if (units.length === 0) return [];
      // Orders change nothing on hand; of units that come or go meanwhile nobody knows whether they were counted.
      const counted = kind === "COUNT" ? units[0]?.locationId : undefined;
      return [changeOrMake({ sku, kind, units, known, counted }), movements.record(movement)];
    },
    ...createHolds(table),
  };
}
