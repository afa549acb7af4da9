import { batchGet, type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import { tooFew } from "../domain/moves.ts";
import { changeOf, type Movement, movedMeanwhile, type Stock, totalShardsOf } from "../domain/stock.ts";
import { availableIn, createChangeCounters, type Image, type ItemChange } from "./change-counters.ts";
import { createHolds, type Holds } from "./holds.ts";
import { createMovements, type Ledgers } from "./movements.ts";
import { stockEntity } from "./stock.entity.ts";

/** Every access pattern of stock. */
export type StockStore = Holds & {
  /** AP-I1. One stock item of a SKU, the root by default, to read with others: table get, strongly consistent. */
  read(sku: string, shard?: number): Read<Stock>;
  /**
   * AP-I8. All further shards of a SKU, also those that buyers are no longer sent to, to read with others: table get,
   * strongly consistent, at most 15 items.
   */
  readShards(root: Stock): readonly Read<Stock>[];
  /**
   * AP-I9. All stock items of a SKU, the root first: table batch get, strongly consistent, at most 16 items in two steps.
   *
   * @param seen how many there were when it was last read, or are by what was written: so many take one step
   */
  getAll(sku: string, seen?: number): Promise<readonly Stock[]>;
  /**
   * AP-I2. The movements of a SKU, of each shard's ledger by cause: table query, strongly consistent, one page of one
   * ledger. A movement stands in the ledger of the first shard that it names.
   */
  listMovements(of: Ledgers, limit: number, position: string | null): Promise<Page<Movement>>;
  /**
   * AP-I3. Units come into places or leave them, as many as a movement says: at most 17 items, one for each shard and the
   * movement; refused where fewer are available than leave, and for a count unless each shard has as much on hand as was
   * read. Makes items and levels where `known` has none; writes nothing of a count that agrees.
   */
  bring(movement: Movement, known: readonly Stock[]): readonly TransactItem[];
};

/** Why an item could not be changed. Units that come are never too many, also where more is sold than there is. */
function refusalOfChange(units: ItemChange["units"], stored: Image) {
  const short = units.find(({ locationId, quantity }) => quantity < 0 && availableIn(stored, locationId) < -quantity);
  if (short !== undefined) return tooFew(-short.quantity, availableIn(stored, short.locationId));
  return movedMeanwhile();
}

export function createStock(table: Table): StockStore {
  const entity = stockEntity(table);
  const movements = createMovements(table);
  const change = createChangeCounters(table);

  function read(sku: string, shard = 0): Read<Stock> {
    return readOf<Stock>(entity, { sku, shard });
  }

  function readShards(root: Stock): readonly Read<Stock>[] {
    return Array.from({ length: totalShardsOf(root) - 1 }, (_, index) => read(root.sku, index + 1));
  }

  /** Changes one item, or makes it where there was none. */
  function changeOrMake(item: ItemChange): TransactItem {
    const { sku, shard, kind, units, known } = item;
    if (known !== undefined) return change(item, (stored) => refusalOfChange(units, stored));
    const levels = Object.fromEntries(
      units.map(({ locationId, quantity }) => [locationId, changeOf(kind, quantity)] as const),
    );
    return transactItem(entity, (writes) => writes.create({ sku, shard, levels, moves: 1 }), movedMeanwhile);
  }

  return {
    read,
    readShards,
    async getAll(sku, seen = 1) {
      const [first] = await batchGet(table, [Array.from({ length: seen }, (_, shard) => read(sku, shard))]);
      const [root] = first;
      if (root === undefined) return [];
      const [others] = await batchGet(table, [readShards(root).slice(seen - 1)]);
      return [...first, ...others].filter((item) => item !== undefined);
    },
    listMovements: movements.list,
    bring(movement, known) {
      const { sku, kind, units } = movement;
      if (units.length === 0) return [];
      // Orders change nothing on hand; of units that come or go meanwhile nobody knows whether they were counted.
      const counted = kind === "COUNT" ? units[0]?.locationId : undefined;
      const guarded = known.filter(({ levels }) => counted !== undefined && levels[counted] !== undefined);
      const shards = new Set([...units, ...guarded].map(({ shard }) => shard));
      return [
        ...[...shards].map((shard) =>
          changeOrMake({
            sku,
            shard,
            kind,
            units: units.filter((each) => each.shard === shard),
            known: known.find((item) => item.shard === shard),
            counted,
          }),
        ),
        movements.record(movement),
      ];
    },
    ...createHolds(table),
  };
}
