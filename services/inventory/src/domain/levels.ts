import { addCounters, type Counters, noPieces, type Stock } from "./stock.ts";

/** A SKU's counters at each location, over all its shards. */
export function totalsOf(stocks: readonly (Stock | undefined)[]): ReadonlyMap<string, Counters> {
  const totals = new Map<string, Counters>();
  for (const stock of stocks) {
    for (const [locationId, level] of Object.entries(stock?.levels ?? {})) {
      totals.set(locationId, addCounters(totals.get(locationId) ?? noPieces, level));
    }
  }
  return new Map([...totals].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
