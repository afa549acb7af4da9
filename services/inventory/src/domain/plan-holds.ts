import { shardOf } from "@millrace/kernel/ids";
import type * as sale from "@millrace/kernel/sale";
import { type SkuQuantity, unitsBySku } from "@millrace/kernel/sale";
import { type LocationBook, sellingOrder } from "./location.ts";
import {
  availableAt,
  insufficient,
  type PlacedUnits,
  rootOf,
  type Stock,
  shardsOf,
  sumOf,
  takeFrom,
  totalShardsOf,
} from "./stock.ts";

/** Units of a SKU that an order is to have, and from where. */
export type Hold = sale.Hold & {
  /** How many units more than there are may be sold, where the hold counts on it. */
  readonly limit?: number | undefined;
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

/**
 * From the first location that has enough, there from one shard if one has enough; else from several locations. Of several
 * shards the fullest come first, because each is one more item of the transaction.
 */
function take(bins: readonly PlacedUnits[], quantity: number): readonly PlacedUnits[] {
  const byLocation = [...Map.groupBy(bins, ({ locationId }) => locationId).values()];
  const enough = byLocation.find((there) => sumOf(there) >= quantity);
  const one = enough?.find((bin) => bin.quantity >= quantity);
  if (one !== undefined) return takeFrom([one], quantity);
  const fullest = (there: readonly PlacedUnits[]) => there.toSorted((bin, other) => other.quantity - bin.quantity);
  return takeFrom((enough === undefined ? byLocation : [enough]).flatMap(fullest), quantity);
}

/** Where more may be sold than there is: the first location on the root. */
function firstLocationOf(root: Stock | undefined, order: readonly string[]): string | undefined {
  return order.find((locationId) => root?.levels[locationId] !== undefined);
}

/** How many units more than there are may still be sold there. */
function allowance(root: Stock | undefined, first: string | undefined): number {
  const available = first === undefined ? undefined : root?.levels[first]?.available;
  return available === undefined ? 0 : Math.max(0, (root?.policy?.limit ?? 0) + Math.min(0, available));
}

/**
 * How many units can be ordered now, over all locations that are sold from and with what a policy allows. Of a sharded
 * SKU of which only the root was read it is an estimate: shards are alike.
 */
export function availableOf(stocks: readonly Stock[], book: LocationBook | undefined): number {
  const root = rootOf(stocks);
  const order = sellingOrder(book, stocks);
  const there = sumOf(binsOf(stocks, order, 0));
  const known = root !== undefined && stocks.length < shardsOf(root) ? there * shardsOf(root) : there;
  return known + allowance(root, firstLocationOf(root, order));
}

type Planned = { readonly wanted: SkuQuantity; readonly holds: readonly Hold[]; readonly available: number };

function planOne(
  wanted: SkuQuantity,
  stocks: readonly Stock[],
  order: readonly string[],
  available: number,
  orderId: string,
): Planned {
  const { sku, quantity } = wanted;
  const root = rootOf(stocks);
  if (root === undefined) return { wanted, holds: [], available: 0 };
  const shard = shardOf(orderId, shardsOf(root));
  const first = firstLocationOf(root, order);
  if (stocks.length < totalShardsOf(root) && first !== undefined) {
    // Blind: whether the shard has enough is for the transaction to say.
    const locationId = order.find((at) => availableAt(root, at) > 0) ?? first;
    return { wanted, holds: [{ sku, locationId, shard, quantity }], available: Math.max(available, quantity) };
  }
  const taken = take(binsOf(stocks, order, shard), Math.min(quantity, available));
  const missing = quantity - sumOf(taken);
  const limit = root.policy?.limit;
  if (missing === 0 || limit === undefined || first === undefined) {
    return { wanted, holds: taken.map((units) => ({ sku, ...units })), available };
  }
  const there = taken.find(({ locationId, shard: at }) => locationId === first && at === 0);
  const late: Hold = { sku, locationId: first, shard: 0, quantity: missing + (there?.quantity ?? 0), limit };
  return {
    wanted,
    holds: [...taken.filter((units) => units !== there).map((units) => ({ sku, ...units })), late],
    available,
  };
}

/** One location that alone has all that is wanted, if there is one. */
function onePlaceFor(
  wanted: readonly SkuQuantity[],
  bySku: ReadonlyMap<string, readonly Stock[]>,
  book: LocationBook,
  stocks: readonly Stock[],
): string | undefined {
  return sellingOrder(book, stocks).find((locationId) =>
    wanted.every(({ sku, quantity }) => sumOf(binsOf(bySku.get(sku) ?? [], [locationId], 0)) >= quantity),
  );
}

/**
 * Where an order's units are to be taken from, by what was read: root items alone, or all shards. The holds are a
 * plan; the transaction's conditions decide. Refuses (`InventoryInsufficient`), naming every SKU that cannot be met and
 * what is left of it.
 */
export function planHolds(
  lines: readonly SkuQuantity[],
  found: readonly (Stock | undefined)[],
  book: LocationBook | undefined,
  orderId: string,
): readonly Hold[] {
  const stocks = found.filter((stock) => stock !== undefined);
  const wanted = unitsBySku(lines);
  const bySku = Map.groupBy(stocks, ({ sku }) => sku);
  const together = book?.strategy === "fewest_parcels" ? onePlaceFor(wanted, bySku, book, stocks) : undefined;
  const plans = wanted.map((line) => {
    const ofSku = bySku.get(line.sku) ?? [];
    const order = together === undefined ? sellingOrder(book, ofSku) : [together];
    return planOne(line, ofSku, order, availableOf(ofSku, book), orderId);
  });
  const short = plans.filter(({ wanted: { quantity }, holds }) => sumOf(holds) < quantity || holds.length === 0);
  const impossible = plans.filter(({ wanted: { quantity }, available }) => quantity > available);
  const refused = [...new Set([...short, ...impossible])];
  if (refused.length > 0) throw insufficient(refused.map((plan) => ({ ...plan.wanted, available: plan.available })));
  return plans.flatMap(({ holds }) => holds);
}
