import { defineRefusal } from "@millrace/kernel/errors";
import { type Pieces, type Stock, shardsOf } from "./stock.ts";

export const PiecesNotAvailable = defineRefusal(
  "conflict",
  "stock.pieces_not_available",
  "Fewer pieces are available at the location; what orders hold stays.",
);

/** Says how many pieces can leave a place or location. */
export function tooFew(wanted: number, available: number) {
  return PiecesNotAvailable(`${wanted} pieces would leave, ${Math.max(0, available)} are available.`);
}

function availableAt({ levels }: Stock, locationId: string): number {
  return levels[locationId]?.available ?? 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Where pieces that come in go: evenly over the shards that buyers are sent to, one more where the least is. */
export function planArrival(stocks: readonly Stock[], locationId: string, quantity: number): readonly Pieces[] {
  const root = stocks.find(({ shard }) => shard === 0);
  if (root === undefined) return [{ locationId, shard: 0, quantity }];
  const open = stocks
    .filter(({ shard }) => shard < shardsOf(root))
    .toSorted((one, other) => availableAt(one, locationId) - availableAt(other, locationId) || one.shard - other.shard);
  const each = Math.floor(quantity / open.length);
  const rest = quantity % open.length;
  return open
    .map(({ shard }, index) => ({ locationId, shard, quantity: each + (index < rest ? 1 : 0) }))
    .filter((pieces) => pieces.quantity > 0);
}

/** Where pieces that leave are taken from: from as few shards as can be. Refuses where fewer are available. */
export function planDeparture(stocks: readonly Stock[], locationId: string, quantity: number): readonly Pieces[] {
  const bins = stocks
    .map((stock) => ({ shard: stock.shard, there: Math.max(0, availableAt(stock, locationId)) }))
    .toSorted((one, other) => other.there - one.there || one.shard - other.shard);
  const available = sum(bins.map(({ there }) => there));
  if (available < quantity) throw tooFew(quantity, available);
  let missing = quantity;
  return bins.flatMap(({ shard, there }) => {
    const taken = Math.min(there, missing);
    missing -= taken;
    return taken > 0 ? [{ locationId, shard, quantity: -taken }] : [];
  });
}

/** Pieces that come, or leave where there are fewer than none. */
export function planChange(stocks: readonly Stock[], locationId: string, quantity: number): readonly Pieces[] {
  return quantity < 0 ? planDeparture(stocks, locationId, -quantity) : planArrival(stocks, locationId, quantity);
}

/** Pieces that leave one location and come to another. */
export function planTransfer(stocks: readonly Stock[], from: string, to: string, quantity: number): readonly Pieces[] {
  return [...planDeparture(stocks, from, quantity), ...planArrival(stocks, to, quantity)];
}

/** By how many pieces a count at a location is above what is on hand there, over all shards. */
export function differenceOf(stocks: readonly Stock[], locationId: string, counted: number): number {
  return counted - sum(stocks.map(({ levels }) => levels[locationId]?.onHand ?? 0));
}

/**
 * Pieces that shards of a location hand to others, so that those that buyers are sent to have alike and the others
 * nothing. Each is a movement of its own: one place gives, one takes.
 */
export function planSpread(stocks: readonly Stock[]): readonly (readonly [Pieces, Pieces])[] {
  const root = stocks.find(({ shard }) => shard === 0);
  if (root === undefined) return [];
  const locationIds = [...new Set(stocks.flatMap(({ levels }) => Object.keys(levels)))].toSorted();
  return locationIds.flatMap((locationId) => spreadAt(stocks, locationId, shardsOf(root)));
}

function spreadAt(
  stocks: readonly Stock[],
  locationId: string,
  shards: number,
): readonly (readonly [Pieces, Pieces])[] {
  const total = sum(stocks.map((stock) => availableAt(stock, locationId)));
  // What was sold ahead stands on the root: it is met first.
  const shareOf = (shard: number): number => {
    if (shard >= shards) return 0;
    if (total <= 0) return shard === 0 ? total : 0;
    return Math.floor(total / shards) + (shard < total % shards ? 1 : 0);
  };
  const places = stocks.map((stock) => {
    const there = availableAt(stock, locationId);
    return { shard: stock.shard, above: Math.min(Math.max(0, there), there - shareOf(stock.shard)) };
  });
  const givers = places.filter(({ above }) => above > 0);
  const takers = places.filter(({ above }) => above < 0).map(({ shard, above }) => ({ shard, missing: -above }));
  return givers.flatMap(({ shard: from, above }) => {
    let left = above;
    return takers.flatMap((taker) => {
      const quantity = Math.min(left, taker.missing);
      left -= quantity;
      taker.missing -= quantity;
      return quantity > 0
        ? [
            [
              { locationId, shard: from, quantity: -quantity },
              { locationId, shard: taker.shard, quantity },
            ] as const,
          ]
        : [];
    });
  });
}
