import { type Defined, omitUndefined } from "@millrace/kernel/omit-undefined";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Finding } from "../domain/drift.ts";
import type { Settings } from "../domain/settings.ts";
import { movedMeanwhile, noUnits, type Stock } from "../domain/stock.ts";
import { stockEntity } from "./stock.entity.ts";

/** Every access pattern of keeping stock that moves no units. */
export type StockKeeping = {
  /**
   * AP-I11. A SKU's settings at their next version; their journal entry holds the lock. A SKU that never had stock gets
   * its item, with nothing at the location given, so that it can be sold ahead.
   */
  changeSettings(settings: Settings, known: Stock | undefined, locationId: string): TransactItem;
  /** AP-I12. Sets counters to what the ledger says; refused when one of them was changed since they were read. */
  repair(sku: string, findings: readonly Finding[], known: Stock | undefined): TransactItem;
};

export function createStockKeeping(table: Table): StockKeeping {
  const stock = stockEntity(table);
  const create = (item: Defined<Stock>): TransactItem =>
    transactItem(stock, (writes) => writes.create(item), movedMeanwhile);
  return {
    changeSettings({ sku, policy, lowAt, version }, known, locationId) {
      if (known === undefined) {
        const levels = { [locationId]: noUnits };
        return create(omitUndefined({ sku, levels, moves: 0, policy, lowAt, version }));
      }
      return transactItem(
        stock,
        (writes) =>
          writes.patch({ sku }).data((attributes, { set, remove }) => {
            if (policy === undefined) remove(attributes.policy);
            else set(attributes.policy, policy);
            if (lowAt === undefined) remove(attributes.lowAt);
            else set(attributes.lowAt, lowAt);
            set(attributes.version, version);
          }),
        movedMeanwhile,
      );
    },
    repair(sku, findings, known) {
      const levels = findings.map(({ drift: { locationId }, ledger }) => [locationId, ledger] as const);
      if (known === undefined) return create({ sku, levels: Object.fromEntries(levels), moves: 0 });
      return transactItem(
        stock,
        (writes) =>
          writes
            .patch({ sku })
            .data((attributes, { set, add }) => {
              for (const [locationId, counters] of levels) {
                const { issued, ticketedAt, checked } = known.levels[locationId] ?? {};
                set(
                  attributes.levels[locationId] as never,
                  omitUndefined({ ...counters, issued, ticketedAt, checked }) as never,
                );
              }
              add(attributes.moves, 1);
            })
            .where(({ moves }, { eq, notExists }) =>
              known.moves === undefined ? notExists(moves) : eq(moves, known.moves),
            ),
        movedMeanwhile,
      );
    },
  };
}
