import { shardOf } from "@millrace/kernel/ids";
import type * as sale from "@millrace/kernel/sale";
import { type SaleLine, type SkuQuantity, unitsBySku } from "@millrace/kernel/sale";
import { type LocationBook, sellingOrder } from "./location.ts";
import {
  availableAt,
  insufficient,
  isSeenWhole,
  type PlacedUnits,
  rootOf,
  type Stock,
  shardsOf,
  sumOf,
  takeFrom,
  tooScattered,
} from "./stock.ts";

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
  /** How many items its transaction has room for. */
  readonly room?: number | undefined;
};

/** Units there are, per place; an order's own shard comes first at each location. */
function binsOf(stocks: readonly Stock[], order: readonly string[], own: number): readonly PlacedUnits[] {
  return order.flatMap((locationId) =>
    stocks
      .toSorted((one, other) => Number(other.shard === own) - Number(one.shard === own) || one.shard - other.shard)
      .map((stock) => ({ locationId, shard: stock.shard, quantity: availableAt(stock, locationId) }))
      .filter(({ quantity }) => quantity > 0),
  );
}

function byFullest(one: { readonly quantity: number }, other: { readonly quantity: number }): number {
  return other.quantity - one.quantity;
}

/**
 * From the first location that has enough, there from one shard if one has enough; else from several locations. Of several
 * shards the fullest come first, because each is one more item of the transaction.
 */
function take(bins: readonly PlacedUnits[], quantity: number): readonly PlacedUnits[] {
  const byLocation = [...Map.groupBy(bins, ({ locationId }) => locationId).values()];
  const enough = byLocation.find((there) => sumOf(there) >= quantity);
  const one = enough?.find((bin) => bin.quantity >= quantity);
  if (one !== undefined) return takeFrom([one], quantity);
  return takeFrom(
    (enough === undefined ? byLocation : [enough]).flatMap((there) => there.toSorted(byFullest)),
    quantity,
  );
}

/** From as few shards as can be, whatever the locations' order. */
function takeFromFewest(bins: readonly PlacedUnits[], quantity: number): readonly PlacedUnits[] {
  const fullest = [...Map.groupBy(bins, ({ shard }) => shard)]
    .map(([shard, there]) => ({ shard, quantity: sumOf(there) }))
    .toSorted(byFullest);
  let missing = quantity;
  const shards = new Set<number>();
  for (const { shard, quantity: there } of fullest) {
    if (missing <= 0) break;
    shards.add(shard);
    missing -= there;
  }
  return takeFrom(
    bins.filter(({ shard }) => shards.has(shard)),
    quantity,
  );
}

/** Where more may be sold than there is: the first location on the root. */
function aheadAt(root: Stock | undefined, order: readonly string[]): string | undefined {
  return order.find((locationId) => root?.levels[locationId] !== undefined);
}

/** How many units more than there are may still be sold there. */
function allowance(root: Stock | undefined, ahead: string | undefined): number {
  const available = ahead === undefined ? undefined : root?.levels[ahead]?.available;
  return available === undefined ? 0 : Math.max(0, (root?.policy?.limit ?? 0) + Math.min(0, available));
}

/** The locations that an order's units may come from, of those that are sold from. */
type From = { readonly order: readonly string[]; readonly ahead: string | undefined };

function fromOf(stocks: readonly Stock[], book: LocationBook | undefined, place: string | undefined): From {
  const selling = sellingOrder(book, stocks);
  const order = place === undefined ? selling : selling.filter((locationId) => locationId === place);
  const ahead = aheadAt(rootOf(stocks), selling);
  return { order, ahead: ahead !== undefined && order.includes(ahead) ? ahead : undefined };
}

/**
 * How many units can be ordered now of what was read of a SKU, over all locations that are sold from or at one of them,
 * and with what a policy allows. Of a sharded SKU all shards are to be read: no one of them tells of the others.
 */
export function availableOf(stocks: readonly Stock[], book: LocationBook | undefined, place?: string): number {
  const { order, ahead } = fromOf(stocks, book, place);
  return sumOf(binsOf(stocks, order, 0)) + allowance(rootOf(stocks), ahead);
}

/**
 * Whether goods can be fetched at a location: all of their units are to be had there. Of a sharded SKU of which only the
 * root was read nobody knows; then the order's own transaction decides.
 */
export function canFetch(
  goods: readonly SkuQuantity[],
  found: readonly (Stock | undefined)[],
  book: LocationBook | undefined,
  locationId: string,
): boolean {
  const bySku = stocksBySku(found);
  return goods.every(({ sku, quantity }) => {
    const stocks = bySku.get(sku) ?? [];
    if (isSeenWhole(stocks)) return availableOf(stocks, book, locationId) >= quantity;
    return fromOf(stocks, book, locationId).order.some((at) => rootOf(stocks)?.levels[at] !== undefined);
  });
}

/** When units are expected that are sold before they are in, by SKU. */
export type Promises = ReadonlyMap<string, string>;

/**
 * Which SKUs of an order are not all there, and when the rest is expected; without those of which nobody has said when. Of
 * a sharded SKU all shards are to be read.
 */
export function promisesOf(
  lines: readonly SaleLine[],
  found: readonly (Stock | undefined)[],
  book: LocationBook | undefined,
  pickUp: Holder["pickUp"],
): Promises {
  const bySku = stocksBySku(found);
  return new Map(
    unitsBySku(lines).flatMap(({ sku, quantity }) => {
      const stocks = bySku.get(sku) ?? [];
      const shipsAt = rootOf(stocks)?.policy?.shipsAt;
      const there = stocks.map((stock) => ({ ...stock, policy: undefined }));
      const isThere = quantity <= availableOf(there, book, placeFor(sku, pickUp));
      return shipsAt === undefined || isThere ? [] : [[sku, shipsAt] as const];
    }),
  );
}

/** Where a SKU's units have to be; undefined where any place will do. */
function placeFor(sku: string, pickUp: Holder["pickUp"]): string | undefined {
  return pickUp?.skus.includes(sku) ? pickUp.locationId : undefined;
}

function stocksBySku(found: readonly (Stock | undefined)[]): ReadonlyMap<string, readonly Stock[]> {
  return Map.groupBy(
    found.filter((stock) => stock !== undefined),
    ({ sku }) => sku,
  );
}

type Planned = {
  readonly wanted: SkuQuantity;
  readonly holds: readonly Hold[];
  readonly available: number;
  /** The same units from as few shards as can be, where that is another plan. */
  readonly compact?: readonly Hold[] | undefined;
};

function planOne(wanted: SkuQuantity, stocks: readonly Stock[], from: From, orderId: string): Planned {
  const { sku, quantity } = wanted;
  const { order, ahead } = from;
  const root = rootOf(stocks);
  if (root === undefined) return { wanted, holds: [], available: 0 };
  const shard = shardOf(orderId, shardsOf(root));
  const first = aheadAt(root, order);
  if (!isSeenWhole(stocks) && first !== undefined) {
    // Blind: whether the shard has enough is for the transaction to say.
    const locationId = order.find((at) => availableAt(root, at) > 0) ?? first;
    return { wanted, holds: [{ sku, locationId, shard, quantity }], available: quantity };
  }
  const bins = binsOf(stocks, order, shard);
  const available = sumOf(bins) + allowance(root, ahead);
  const held = (units: readonly PlacedUnits[]) => units.map((there): Hold => ({ sku, ...there }));
  const taken = take(bins, Math.min(quantity, available));
  const missing = quantity - sumOf(taken);
  const limit = root.policy?.limit;
  if (missing === 0 || quantity > available || limit === undefined || ahead === undefined) {
    return { wanted, holds: held(taken), available, compact: held(takeFromFewest(bins, quantity)) };
  }
  const there = taken.find(({ locationId, shard: at }) => locationId === ahead && at === 0);
  const late: Hold = { sku, locationId: ahead, shard: 0, quantity: missing + (there?.quantity ?? 0), limit };
  return { wanted, holds: [...held(taken.filter((units) => units !== there)), late], available };
}

/** How many items of the transaction holds of one SKU take: one for each shard, and their movement. */
function itemsOf(holds: readonly Hold[]): number {
  return new Set(holds.map(({ shard }) => shard)).size + 1;
}

/**
 * The plans, each as it is or from fewer shards, so that the transaction has room for them: those first that save most.
 * Refuses (`OrderTooScattered`) what no plan has room for.
 */
function fitInto(room: number, plans: readonly Planned[], lines: readonly SaleLine[]): readonly Hold[] {
  const saved = ({ holds, compact = holds }: Planned): number => itemsOf(holds) - itemsOf(compact);
  let over = plans.reduce((items, { holds }) => items + itemsOf(holds), 0) - room;
  const compacted = new Set<Planned>();
  for (const plan of plans.toSorted((one, other) => saved(other) - saved(one))) {
    if (over <= 0) break;
    compacted.add(plan);
    over -= saved(plan);
  }
  const chosen = plans.map((plan) => ({ ...plan, holds: (compacted.has(plan) && plan.compact) || plan.holds }));
  if (over > 0) {
    const scattered = chosen.filter(({ holds }) => itemsOf(holds) > 2);
    throw tooScattered(
      lines,
      (scattered.length > 0 ? scattered : chosen).map(({ wanted }) => wanted.sku),
    );
  }
  return chosen.flatMap(({ holds }) => holds);
}

/** One location that alone has all that is wanted, if there is one. */
function onePlaceFor(
  wanted: readonly SkuQuantity[],
  bySku: ReadonlyMap<string, readonly Stock[]>,
  book: LocationBook | undefined,
): string | undefined {
  return sellingOrder(book, [...bySku.values()].flat()).find((locationId) =>
    wanted.every(({ sku, quantity }) => sumOf(binsOf(bySku.get(sku) ?? [], [locationId], 0)) >= quantity),
  );
}

/**
 * Where an order's units are to be taken from, by what was read: root items alone, or all shards. The holds are a
 * plan; the transaction's conditions decide. Refuses (`InventoryInsufficient`), naming every line that cannot be met, the
 * part of it where it is a kit, and what is left of that; and (`OrderTooScattered`) units in more shards than the
 * transaction has room for.
 */
export function planHolds(
  lines: readonly SaleLine[],
  found: readonly (Stock | undefined)[],
  book: LocationBook | undefined,
  { orderId, pickUp, room = Number.POSITIVE_INFINITY }: Holder,
): readonly Hold[] {
  const wanted = unitsBySku(lines);
  const bySku = stocksBySku(found);
  const fewest = book?.strategy === "fewest_parcels";
  const parcels = wanted.filter(({ sku }) => placeFor(sku, pickUp) === undefined);
  const together = fewest ? onePlaceFor(parcels, bySku, book) : undefined;
  const plans = wanted.map((line) => {
    const place = placeFor(line.sku, pickUp) ?? together;
    const stocks = bySku.get(line.sku) ?? [];
    return planOne(line, stocks, fromOf(stocks, book, place), orderId);
  });
  const short = plans.filter(({ wanted: { quantity }, holds }) => sumOf(holds) < quantity);
  if (short.length > 0) {
    const left = short.map((plan) => ({ ...plan.wanted, available: plan.available }));
    throw insufficient(lines, left, pickUp);
  }
  return fitInto(room, plans, lines);
}
