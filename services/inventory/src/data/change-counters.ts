import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Hold } from "../domain/plan-holds.ts";
import { availableAt, type Counters, changeOf, type MovementKind, type Stock } from "../domain/stock.ts";
import { stockEntity } from "./stock.entity.ts";

/** What a movement does to the stock of its SKU. */
export type StockChange = {
  readonly sku: string;
  readonly kind: MovementKind;
  readonly units: readonly Omit<Hold, "sku">[];
  /** The stock as it was read, where the change may make levels that it has not. */
  readonly known?: Stock | undefined;
  /** The location whose units on hand must be as they were read. */
  readonly counted?: string | undefined;
};

/** A stock item as a failed condition shows it. */
export type Image = Parameters<TransactItem["refuse"]>[0];

export function availableIn(stored: Image, locationId: string): number {
  return availableAt({ levels: (stored?.["levels"] ?? {}) as Stock["levels"] }, locationId);
}

const counterNames = ["onHand", "reserved", "allocated", "available"] as const satisfies readonly (keyof Counters)[];

/**
 * Makes the item that changes a SKU's counters. No counter that units leave may hold fewer than leave it; each
 * level that is changed must be there, or must not where the item as it was read has none.
 */
export function createChangeCounters(table: Table) {
  const stock = stockEntity(table);
  return ({ sku, kind, units, known, counted }: StockChange, refuse: TransactItem["refuse"]): TransactItem => {
    const isFresh = (locationId: string): boolean => known !== undefined && known.levels[locationId] === undefined;
    const fresh = units.filter(({ locationId }) => isFresh(locationId));
    const there = units.filter(({ locationId }) => !isFresh(locationId));
    const changes = there.flatMap(({ locationId, quantity, limit = 0 }) =>
      counterNames.map((counter) => ({ locationId, counter, by: changeOf(kind, quantity)[counter], limit })),
    );
    // What may be sold beyond what there is may have changed since it was read.
    const expected = units.find(({ limit }) => limit !== undefined)?.limit;
    const onHand = counted === undefined ? undefined : known?.levels[counted]?.onHand;
    return transactItem(
      stock,
      (writes) =>
        writes
          .patch({ sku })
          .data(({ levels, moves }, { add, set, subtract }) => {
            add(moves, 1);
            for (const { locationId, quantity } of fresh)
              set(levels[locationId] as never, changeOf(kind, quantity) as never);
            for (const { locationId, counter, by } of changes) {
              if (by > 0) add(levels[locationId]?.[counter] as never, by as never);
              if (by < 0) subtract(levels[locationId]?.[counter] as never, -by as never);
            }
          })
          .where(({ levels, policy }, { gte, eq, exists, notExists }) =>
            [
              ...fresh.map(({ locationId }) => notExists(levels[locationId] as never)),
              ...there.map(({ locationId }) => exists(levels[locationId] as never)),
              ...changes
                .filter(({ by }) => by < 0)
                .map(({ locationId, counter, by, limit }) =>
                  gte(levels[locationId]?.[counter] as never, (-by - limit) as never),
                ),
              ...(expected === undefined ? [] : [eq(policy.limit as never, expected as never)]),
              ...(counted === undefined || onHand === undefined
                ? []
                : [eq(levels[counted]?.onHand as never, onHand as never)]),
            ].join(" AND "),
          ),
      refuse,
    );
  };
}
