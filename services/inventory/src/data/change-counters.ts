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

type Patch = ReturnType<ReturnType<typeof stockEntity>["patch"]>;
type Data = Parameters<Patch["data"]>[0];
type Where = Parameters<ReturnType<Patch["data"]>["where"]>[0];
type Operations = Pick<Parameters<Data>[1], "add" | "subtract">;

/** Adds counters to those of a location that is there. */
export function addCountersTo(level: unknown, counters: Counters, { add, subtract }: Operations): void {
  const stored = level as Readonly<Record<keyof Counters, never>> | undefined;
  for (const counter of counterNames) {
    const by = counters[counter];
    if (by > 0) add(stored?.[counter] as never, by as never);
    if (by < 0) subtract(stored?.[counter] as never, -by as never);
  }
}

/** Units at locations that the stock as it was read has not, and at those that it has; at these all, unless it was read. */
function splitUnits({ units, known }: StockChange) {
  const isFresh = (locationId: string): boolean => known !== undefined && known.levels[locationId] === undefined;
  return {
    fresh: units.filter(({ locationId }) => isFresh(locationId)),
    there: units.filter(({ locationId }) => !isFresh(locationId)),
  };
}

/** How a change is written: `entity.patch({ sku }).data(changing(change))`. */
export function changing(change: StockChange): Data {
  const { fresh, there } = splitUnits(change);
  return ({ levels, moves }, operations) => {
    operations.add(moves, 1);
    for (const { locationId, quantity } of fresh)
      operations.set(levels[locationId] as never, changeOf(change.kind, quantity) as never);
    for (const { locationId, quantity } of there)
      addCountersTo(levels[locationId], changeOf(change.kind, quantity), operations);
  };
}

/**
 * What must hold for it: no counter that units leave may hold fewer than leave it; each level that is changed must be
 * there, or must not where the stock as it was read has none.
 */
export function fulfilling(change: StockChange): Where {
  const { kind, units, known, counted } = change;
  const { fresh, there } = splitUnits(change);
  const leaving = there.flatMap(({ locationId, quantity, limit = 0 }) =>
    counterNames
      .filter((counter) => changeOf(kind, quantity)[counter] < 0)
      .map((counter) => ({ locationId, counter, least: -changeOf(kind, quantity)[counter] - limit })),
  );
  // What may be sold beyond what there is may have changed since it was read.
  const expected = units.find(({ limit }) => limit !== undefined)?.limit;
  const onHand = counted === undefined ? undefined : known?.levels[counted]?.onHand;
  return ({ levels, policy }, { gte, eq, exists, notExists }) =>
    [
      ...fresh.map(({ locationId }) => notExists(levels[locationId] as never)),
      ...there.map(({ locationId }) => exists(levels[locationId] as never)),
      ...leaving.map(({ locationId, counter, least }) => gte(levels[locationId]?.[counter] as never, least as never)),
      ...(expected === undefined ? [] : [eq(policy.limit as never, expected as never)]),
      ...(counted === undefined || onHand === undefined ? [] : [eq(levels[counted]?.onHand as never, onHand as never)]),
    ].join(" AND ");
}

/** Makes the item that changes a SKU's counters in a transaction. */
export function createChangeCounters(table: Table) {
  const stock = stockEntity(table);
  return (change: StockChange, refuse: TransactItem["refuse"]): TransactItem =>
    transactItem(
      stock,
      (writes) => writes.patch({ sku: change.sku }).data(changing(change)).where(fulfilling(change)),
      refuse,
    );
}
