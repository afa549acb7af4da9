import type * as sale from "@millrace/kernel/sale";
import { type SaleLine, type SkuQuantity, unitsBySku } from "@millrace/kernel/sale";
import { type LocationBook, sellingOrder } from "./location.ts";
import { availableAt, insufficient, type PlacedUnits, type Stock, sumOf } from "./stock.ts";

/** Units of a SKU that an order is to have, and from where. */
export type Hold = sale.Hold & {
  /** How many units more than there are may be sold, where the hold counts on it. */
  readonly limit?: number | undefined;
};

/** An order to be, as far as its stock asks. */
export type Holder = {
  readonly orderId: string;
  /** Where the buyer fetches the goods, and which SKUs they are: those are held there and nowhere else. */
  readonly pickUp?: { readonly locationId: string; readonly skus: readonly string[] } | undefined;
};

/** Units there are at each location. */
function binsOf(stock: Stock | undefined, order: readonly string[]): readonly PlacedUnits[] {
  return order
    .map((locationId) => ({ locationId, quantity: availableAt(stock, locationId) }))
    .filter(({ quantity }) => quantity > 0);
}

/** From the first location that has enough; else from several in their order, until it has enough or nothing is left. */
function take(bins: readonly PlacedUnits[], quantity: number): readonly PlacedUnits[] {
  const enough = bins.find((bin) => bin.quantity >= quantity);
  let missing = quantity;
  return (enough === undefined ? bins : [enough]).flatMap(({ locationId, quantity: there }) => {
    const taken = Math.min(there, missing);
    missing -= taken;
    return taken > 0 ? [{ locationId, quantity: taken }] : [];
  });
}

/** How many units more than there are may still be sold at the location where that may be. */
function allowance(stock: Stock | undefined, ahead: string | undefined): number {
  const available = ahead === undefined ? undefined : stock?.levels[ahead]?.available;
  return available === undefined ? 0 : Math.max(0, (stock?.policy?.limit ?? 0) + Math.min(0, available));
}

/** The locations that an order's units may come from, of those that are sold from. */
type From = {
  readonly order: readonly string[];
  /** Where more may be sold than there is: the first location that the SKU is at. */
  readonly ahead: string | undefined;
};

function fromOf(stock: Stock | undefined, book: LocationBook | undefined, place: string | undefined): From {
  const selling = sellingOrder(book, stock);
  const order = place === undefined ? selling : selling.filter((locationId) => locationId === place);
  const ahead = selling.find((locationId) => stock?.levels[locationId] !== undefined);
  return { order, ahead: ahead !== undefined && order.includes(ahead) ? ahead : undefined };
}

/**
 * How many units of a SKU can be ordered now, over all locations that are sold from or at one of them, and with what a
 * policy allows.
 */
export function availableOf(stock: Stock | undefined, book: LocationBook | undefined, place?: string): number {
  const { order, ahead } = fromOf(stock, book, place);
  return sumOf(binsOf(stock, order)) + allowance(stock, ahead);
}

/** Whether goods can be fetched at a location: all of their units are to be had there. */
export function canFetch(
  goods: readonly SkuQuantity[],
  found: readonly (Stock | undefined)[],
  book: LocationBook | undefined,
  locationId: string,
): boolean {
  const bySku = stockBySku(found);
  return goods.every(({ sku, quantity }) => availableOf(bySku.get(sku), book, locationId) >= quantity);
}

/** When units are expected that are sold before they are in, by SKU. */
export type Promises = ReadonlyMap<string, string>;

/** Which SKUs of an order are not all there, and when the rest is expected; without those of which nobody has said when. */
export function promisesOf(
  lines: readonly SaleLine[],
  found: readonly (Stock | undefined)[],
  book: LocationBook | undefined,
  pickUp: Holder["pickUp"],
): Promises {
  const bySku = stockBySku(found);
  return new Map(
    unitsBySku(lines).flatMap(({ sku, quantity }) => {
      const stock = bySku.get(sku);
      const shipsAt = stock?.policy?.shipsAt;
      if (stock === undefined || shipsAt === undefined) return [];
      const isThere = quantity <= availableOf({ ...stock, policy: undefined }, book, placeFor(sku, pickUp));
      return isThere ? [] : [[sku, shipsAt] as const];
    }),
  );
}

/** Where a SKU's units have to be; undefined where any place will do. */
function placeFor(sku: string, pickUp: Holder["pickUp"]): string | undefined {
  return pickUp?.skus.includes(sku) ? pickUp.locationId : undefined;
}

function stockBySku(found: readonly (Stock | undefined)[]): ReadonlyMap<string, Stock> {
  return new Map(found.flatMap((stock) => (stock === undefined ? [] : [[stock.sku, stock] as const])));
}

type Planned = { readonly wanted: SkuQuantity; readonly holds: readonly Hold[]; readonly available: number };

function planOne(wanted: SkuQuantity, stock: Stock | undefined, { order, ahead }: From): Planned {
  const { sku, quantity } = wanted;
  const bins = binsOf(stock, order);
  const available = sumOf(bins) + allowance(stock, ahead);
  const taken = take(bins, Math.min(quantity, available));
  const held = taken.map((there): Hold => ({ sku, ...there }));
  const missing = quantity - sumOf(taken);
  const limit = stock?.policy?.limit;
  if (missing === 0 || quantity > available || limit === undefined || ahead === undefined) {
    return { wanted, holds: held, available };
  }
  const there = held.find(({ locationId }) => locationId === ahead);
  const late: Hold = { sku, locationId: ahead, quantity: missing + (there?.quantity ?? 0), limit };
  return { wanted, holds: [...held.filter((hold) => hold !== there), late], available };
}

/** One location that alone has all that is wanted, if there is one. */
function onePlaceFor(
  wanted: readonly SkuQuantity[],
  bySku: ReadonlyMap<string, Stock>,
  book: LocationBook | undefined,
): string | undefined {
  return sellingOrder(book, ...bySku.values()).find((locationId) =>
    wanted.every(({ sku, quantity }) => availableAt(bySku.get(sku), locationId) >= quantity),
  );
}

/**
 * Where an order's units are to be taken from, by what was read of its SKUs. The holds are a plan; the transaction's
 * conditions decide. Refuses (`InventoryInsufficient`), naming every line that cannot be met, the part of it where it is a
 * kit, and what is left of that.
 */
export function planHolds(
  lines: readonly SaleLine[],
  found: readonly (Stock | undefined)[],
  book: LocationBook | undefined,
  pickUp: Holder["pickUp"],
): readonly Hold[] {
  const wanted = unitsBySku(lines);
  const bySku = stockBySku(found);
  const fewest = book?.strategy === "fewest_parcels";
  const parcels = wanted.filter(({ sku }) => placeFor(sku, pickUp) === undefined);
  const together = fewest ? onePlaceFor(parcels, bySku, book) : undefined;
  const plans = wanted.map((line) => {
    const stock = bySku.get(line.sku);
    return planOne(line, stock, fromOf(stock, book, placeFor(line.sku, pickUp) ?? together));
  });
  const short = plans.filter(({ wanted: { quantity }, holds }) => sumOf(holds) < quantity);
  if (short.length > 0) {
    const left = short.map((plan) => ({ ...plan.wanted, available: plan.available }));
    throw insufficient(lines, left, pickUp);
  }
  return plans.flatMap(({ holds }) => holds);
}
