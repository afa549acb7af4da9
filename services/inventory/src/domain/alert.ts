import { StockDepleted, StockLow, StockReplenished } from "@millrace/contracts/inventory";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { totalsOf } from "./levels.ts";
import { type LocationBook, sellingOrder } from "./location.ts";
import { addCounters, noPieces, type Stock } from "./stock.ts";

/** How a SKU's stock is, over all locations that it is sold from. */
export const alertStates = ["ok", "low", "depleted"] as const;
export type AlertState = (typeof alertStates)[number];

/** What was last told about a SKU's stock, and how often something was. */
export type Alert = { readonly sku: string; readonly state: AlertState; readonly version: number };

/** The aggregate of what is told about a SKU's stock. SKUs have no lower case, so no two share one. */
export function alertIdOf(sku: string): string {
  return `alr_${sku.toLowerCase()}`;
}

const factOf = { ok: StockReplenished, low: StockLow, depleted: StockDepleted } as const satisfies Record<
  AlertState,
  unknown
>;

/** A change that is to be told: the alert after it, and the fact with its data. */
export type Telling = {
  readonly alert: Alert;
  readonly event: (typeof factOf)[AlertState];
  readonly data: { readonly sku: string; readonly available: number; readonly lowAt?: number };
};

function stateOf(available: number, lowAt: number | undefined): AlertState {
  if (available <= 0) return "depleted";
  return lowAt !== undefined && available < lowAt ? "low" : "ok";
}

/**
 * What is to be told about a SKU now, by all its stock and what was told before; undefined where that is still so. It
 * looks at the present alone, so that facts may come twice and in any order.
 */
export function tellingOf(
  sku: string,
  stocks: readonly Stock[],
  book: LocationBook | undefined,
  before: Alert | undefined,
): Telling | undefined {
  const root = stocks.find(({ shard }) => shard === 0);
  if (root === undefined) return undefined;
  const totals = totalsOf(stocks);
  const { available } = sellingOrder(book, stocks)
    .map((locationId) => totals.get(locationId) ?? noPieces)
    .reduce(addCounters, noPieces);
  const state = stateOf(available, root.lowAt);
  if (state === (before?.state ?? "ok")) return undefined;
  return {
    alert: { sku, state, version: (before?.version ?? 0) + 1 },
    event: factOf[state],
    data: omitUndefined({ sku, available, lowAt: root.lowAt }),
  };
}
