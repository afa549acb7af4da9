import { type Defined, omitUndefined } from "@millrace/kernel/omit-undefined";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Finding } from "../domain/drift.ts";
import { newShards, type Settings } from "../domain/settings.ts";
import { movedMeanwhile, noUnits, type Stock, totalShardsOf } from "../domain/stock.ts";
import { stockEntity } from "./stock.entity.ts";

/** Every access pattern of keeping stock that moves no units. */
export type StockKeeping = {
  /**
   * AP-I12. A SKU's settings at their next version; their journal entry holds the lock. A SKU that never had stock gets
   * its item, with nothing at the location given, so that it can be sold ahead.
   */
  changeSettings(settings: Settings, root: Stock | undefined, locationId: string): TransactItem;
  /**
   * AP-I13. Over how many shards buyers are sent: at most 16 items. Makes those that are new, with nothing at each
   * location; where there is no root either, all of them, with nothing at the location given.
   */
  changeShards(settings: Settings, root: Stock | undefined, locationId: string): readonly TransactItem[];
  /**
   * AP-I14. Sets counters to what the ledger says: at most 16 items; refused when one of an item's counters was changed
   * since it was read.
   */
  repair(sku: string, findings: readonly Finding[], stocks: readonly Stock[]): readonly TransactItem[];
};

export function createStockKeeping(table: Table): StockKeeping {
  const stock = stockEntity(table);
  const create = (item: Defined<Stock>): TransactItem =>
    transactItem(stock, (writes) => writes.create(item), movedMeanwhile);
  return {
    changeSettings({ sku, policy, lowAt, version }, root, locationId) {
      if (root === undefined) {
        const levels = { [locationId]: noUnits };
        return create(omitUndefined({ sku, shard: 0, levels, moves: 0, policy, lowAt, version }));
      }
      return transactItem(
        stock,
        (writes) =>
          writes.patch({ sku, shard: 0 }).data((attributes, { set, remove }) => {
            if (policy === undefined) remove(attributes.policy);
            else set(attributes.policy, policy);
            if (lowAt === undefined) remove(attributes.lowAt);
            else set(attributes.lowAt, lowAt);
            set(attributes.version, version);
          }),
        movedMeanwhile,
      );
    },
    changeShards({ sku, shards, version }, root, locationId) {
      const places = root === undefined ? [locationId] : Object.keys(root.levels);
      const levels = Object.fromEntries(places.map((place) => [place, noUnits]));
      if (root === undefined) {
        return Array.from({ length: shards }, (_, shard) =>
          create({ sku, shard, levels, moves: 0, ...(shard === 0 ? { shards, totalShards: shards, version } : {}) }),
        );
      }
      const totalShards = Math.max(shards, totalShardsOf(root));
      return [
        transactItem(
          stock,
          (writes) => writes.patch({ sku, shard: 0 }).set({ shards, totalShards, version }),
          movedMeanwhile,
        ),
        ...newShards(root, shards).map((shard) => create({ sku, shard, levels, moves: 0 })),
      ];
    },
    repair: (sku, findings, stocks) =>
      [...Map.groupBy(findings, ({ drift }) => drift.shard)].map(([shard, found]) => {
        const levels = found.map(({ drift: { locationId }, ledger }) => [locationId, ledger] as const);
        const known = stocks.find((item) => item.shard === shard);
        if (known === undefined) return create({ sku, shard, levels: Object.fromEntries(levels), moves: 0 });
        return transactItem(
          stock,
          (writes) =>
            writes
              .patch({ sku, shard })
              .data((attributes, { set, add }) => {
                for (const [locationId, counters] of levels) {
                  set(attributes.levels[locationId] as never, counters as never);
                }
                add(attributes.moves, 1);
              })
              .where(({ moves }, { eq, notExists }) =>
                known.moves === undefined ? notExists(moves) : eq(moves, known.moves),
              ),
          movedMeanwhile,
        );
      }),
  };
}
