import { type Decision, fact } from "@millrace/contracts/define-event";
import { StockDepleted, StockLow, StockReplenished } from "@millrace/contracts/inventory";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { type LocationBook, sellingOrder } from "./location.ts";
import { aggregateIdOf, availableAt, type Stock } from "./stock.ts";

/** How a SKU's stock is, over all locations that it is sold from. */
export const alertStates = ["ok", "low", "depleted"] as const;
export type AlertState = (typeof alertStates)[number];

/** The last alert about a SKU's stock, and how many there have been. */
export type Alert = { readonly sku: string; readonly state: AlertState; readonly version: number };

const events = { ok: StockReplenished, low: StockLow, depleted: StockDepleted } as const;

function stateOf(available: number, lowAt: number | undefined): AlertState {
  if (available <= 0) return "depleted";
  return lowAt !== undefined && available < lowAt ? "low" : "ok";
}

/**
 * The alert about a SKU as its stock is now; undefined where the last one still holds. It looks at the present alone,
 * so that facts may come twice and in any order.
 */
export function updateAlert(
  sku: string,
  stock: Stock | undefined,
  book: LocationBook | undefined,
  before: Alert | undefined,
): Decision<Alert, (typeof events)[AlertState]> | undefined {
  if (stock === undefined) return undefined;
  const available = sellingOrder(book, stock)
    .map((locationId) => availableAt(stock, locationId))
    .reduce((total, units) => total + units, 0);
  const state = stateOf(available, stock.lowAt);
  if (state === (before?.state ?? "ok")) return undefined;
  const alert = { sku, state, version: (before?.version ?? 0) + 1 };
  const data = omitUndefined({ sku, available, lowAt: stock.lowAt });
  return { state: alert, fact: fact(events[state], aggregateIdOf("alr", sku), alert.version, data) };
}
