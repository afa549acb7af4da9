import { type Decision, type EventContract, type Fact, type FactData, fact } from "@millrace/contracts/define-event";
import { StockAdjusted, StockCounted, StockReceived, StockTransferred } from "@millrace/contracts/inventory";
import { isoTime } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import { type LocationBook, requireLocations } from "./location.ts";
import {
  availableAt,
  type Movement,
  type MovementKind,
  type PlacedUnits,
  rootOf,
  type Stock,
  shardsOf,
  sumOf,
  takeFrom,
} from "./stock.ts";

export const UnitsNotAvailable = defineRefusal(
  "conflict",
  "stock.pieces_not_available",
  "Fewer units are available at the location; what orders hold stays.",
);

/** Says how many units can leave a place or location. */
export function tooFew(wanted: number, available: number) {
  return UnitsNotAvailable(`${wanted} units would leave, ${Math.max(0, available)} are available.`);
}

/** What a move is decided by: all shards of the SKU, and the shop's locations. */
export type Found = { readonly stocks: readonly Stock[]; readonly book: LocationBook };

/**
 * Units come in, evenly over the shards. As of each move, the cause is the fact's aggregate: a sequence of the stock would
 * be one lock for all its buyers. Refuses (`LocationNotFound`) a location that the SKU cannot be at.
 */
export function receive(
  { stocks, book }: Found,
  receipt: FactData<typeof StockReceived>,
  at: Date,
): Decision<Movement, typeof StockReceived> {
  const { receiptId, sku, locationId, quantity } = receipt;
  requireLocations(book, stocks, [locationId]);
  const units = planArrival(stocks, locationId, quantity);
  return moved("RECEIPT", sku, units, at, fact(StockReceived, receiptId, 1, receipt));
}

/**
 * Units come or go that nobody received or ordered. Refuses (`LocationNotFound`) a location that the SKU cannot be at,
 * and (`UnitsNotAvailable`) to take more than are available.
 */
export function adjust(
  { stocks, book }: Found,
  adjustment: FactData<typeof StockAdjusted>,
  at: Date,
): Decision<Movement, typeof StockAdjusted> {
  const { adjustmentId, sku, locationId, quantity } = adjustment;
  requireLocations(book, stocks, [locationId]);
  const units = planChange(stocks, locationId, quantity);
  return moved("ADJUSTMENT", sku, units, at, fact(StockAdjusted, adjustmentId, 1, adjustment));
}

/**
 * Units leave one location and come to another, in one movement: they are never in between, nor at both. Refuses
 * (`LocationNotFound`) locations that the SKU cannot be at, and (`UnitsNotAvailable`) to move more than are available.
 */
export function transfer(
  { stocks, book }: Found,
  transferred: FactData<typeof StockTransferred>,
  at: Date,
): Decision<Movement, typeof StockTransferred> {
  const { transferId, sku, from, to, quantity } = transferred;
  requireLocations(book, stocks, [from, to]);
  const units = [...planChange(stocks, from, -quantity), ...planArrival(stocks, to, quantity)];
  return moved("TRANSFER", sku, units, at, fact(StockTransferred, transferId, 1, transferred));
}

/**
 * What was counted at a location takes the place of what is on hand there, over all shards; where it is the same, no unit
 * moves. A shop's first booking of a SKU may be a count. Refuses (`LocationNotFound`) a location that the SKU cannot be
 * at, and (`UnitsNotAvailable`) to count away what orders hold.
 */
export function count(
  { stocks, book }: Found,
  seen: Omit<FactData<typeof StockCounted>, "difference">,
  at: Date,
): Decision<Movement, typeof StockCounted> {
  const { stockCountId, sku, locationId, counted } = seen;
  requireLocations(book, stocks, [locationId]);
  const onHand = stocks.reduce((total, { levels }) => total + (levels[locationId]?.onHand ?? 0), 0);
  const difference = counted - onHand;
  const units = planChange(stocks, locationId, difference);
  return moved("COUNT", sku, units, at, fact(StockCounted, stockCountId, 1, { ...seen, difference }));
}

/** The movement that a fact tells. Its aggregate is the cause that moved the units. */
function moved<Contract extends EventContract>(
  kind: MovementKind,
  sku: string,
  units: readonly PlacedUnits[],
  at: Date,
  told: Fact<Contract>,
): Decision<Movement, Contract> {
  return { state: { sku, kind, causeId: told.aggregateId, units, movedAt: isoTime(at) }, fact: told };
}

/** Units that come, or leave where there are fewer than none. */
function planChange(stocks: readonly Stock[], locationId: string, quantity: number): readonly PlacedUnits[] {
  return quantity < 0 ? planDeparture(stocks, locationId, -quantity) : planArrival(stocks, locationId, quantity);
}

/** Where units that come in go: evenly over the shards that buyers are sent to, one more where the least is. */
function planArrival(stocks: readonly Stock[], locationId: string, quantity: number): readonly PlacedUnits[] {
  if (quantity === 0) return [];
  const root = rootOf(stocks);
  if (root === undefined) return [{ locationId, shard: 0, quantity }];
  const open = stocks
    .filter(({ shard }) => shard < shardsOf(root))
    .toSorted((one, other) => availableAt(one, locationId) - availableAt(other, locationId) || one.shard - other.shard);
  const each = Math.floor(quantity / open.length);
  const rest = quantity % open.length;
  return open
    .map(({ shard }, index) => ({ locationId, shard, quantity: each + (index < rest ? 1 : 0) }))
    .filter((units) => units.quantity > 0);
}

/** Where units that leave are taken from: from as few shards as can be. */
function planDeparture(stocks: readonly Stock[], locationId: string, quantity: number): readonly PlacedUnits[] {
  const there = stocks
    .map((stock) => ({ locationId, shard: stock.shard, quantity: Math.max(0, availableAt(stock, locationId)) }))
    .toSorted((one, other) => other.quantity - one.quantity || one.shard - other.shard);
  if (sumOf(there) < quantity) throw tooFew(quantity, sumOf(there));
  return takeFrom(there, quantity).map((taken) => ({ ...taken, quantity: -taken.quantity }));
}
