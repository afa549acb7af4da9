import { type Decision, type EventContract, type Fact, type FactData, fact } from "@millrace/contracts/define-event";
import { StockAdjusted, StockCounted, StockReceived, StockTransferred } from "@millrace/contracts/inventory";
import { isoTime } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import { type LocationBook, requireLocations } from "./location.ts";
import { availableAt, type Movement, type MovementKind, type PlacedUnits, type Stock } from "./stock.ts";

export const UnitsNotAvailable = defineRefusal(
  "conflict",
  "stock.pieces_not_available",
  "Fewer units are available at the location; what orders hold stays.",
);

/** Says how many units can leave a location. */
export function tooFew(wanted: number, available: number) {
  return UnitsNotAvailable(`${wanted} units would leave, ${Math.max(0, available)} are available.`);
}

/** What a move is decided by: the SKU's stock, where it ever had any, and the shop's locations. */
export type Found = { readonly stock: Stock | undefined; readonly book: LocationBook };

/**
 * Units come in. As of each move, the cause is the fact's aggregate: a sequence of the stock would
 * be one lock for all its buyers. Refuses (`LocationNotFound`) a location that the SKU cannot be at.
 */
export function receive(
  { stock, book }: Found,
  receipt: FactData<typeof StockReceived>,
  at: Date,
): Decision<Movement, typeof StockReceived> {
  const { receiptId, sku, locationId, quantity } = receipt;
  requireLocations(book, stock, [locationId]);
  const units = planChange(stock, locationId, quantity);
  return moved("RECEIPT", sku, units, at, fact(StockReceived, receiptId, 1, receipt));
}

/**
 * Units come or go that nobody received or ordered. Refuses (`LocationNotFound`) a location that the SKU cannot be at,
 * and (`UnitsNotAvailable`) to take more than are available.
 */
export function adjust(
  { stock, book }: Found,
  adjustment: FactData<typeof StockAdjusted>,
  at: Date,
): Decision<Movement, typeof StockAdjusted> {
  const { adjustmentId, sku, locationId, quantity } = adjustment;
  requireLocations(book, stock, [locationId]);
  const units = planChange(stock, locationId, quantity);
  return moved("ADJUSTMENT", sku, units, at, fact(StockAdjusted, adjustmentId, 1, adjustment));
}

/**
 * Units leave one location and come to another, in one movement: they are never in between, nor at both. Refuses
 * (`LocationNotFound`) locations that the SKU cannot be at, and (`UnitsNotAvailable`) to move more than are available.
 */
export function transfer(
  { stock, book }: Found,
  transferred: FactData<typeof StockTransferred>,
  at: Date,
): Decision<Movement, typeof StockTransferred> {
  const { transferId, sku, from, to, quantity } = transferred;
  requireLocations(book, stock, [from, to]);
  const units = [...planChange(stock, from, -quantity), ...planChange(stock, to, quantity)];
  return moved("TRANSFER", sku, units, at, fact(StockTransferred, transferId, 1, transferred));
}

/**
 * What was counted at a location takes the place of what is on hand there; where it is the same, no unit
 * moves. A shop's first booking of a SKU may be a count. Refuses (`LocationNotFound`) a location that the SKU cannot be
 * at, and (`UnitsNotAvailable`) to count away what orders hold.
 */
export function count(
  { stock, book }: Found,
  seen: Omit<FactData<typeof StockCounted>, "difference">,
  at: Date,
): Decision<Movement, typeof StockCounted> {
  const { stockCountId, sku, locationId, counted } = seen;
  requireLocations(book, stock, [locationId]);
  const difference = counted - (stock?.levels[locationId]?.onHand ?? 0);
  const units = planChange(stock, locationId, difference);
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

/** Units that come, or leave where there are fewer than none. Refuses (`UnitsNotAvailable`) that more leave than can. */
function planChange(stock: Stock | undefined, locationId: string, quantity: number): readonly PlacedUnits[] {
  const available = availableAt(stock, locationId);
  if (quantity < 0 && available < -quantity) throw tooFew(-quantity, available);
  return quantity === 0 ? [] : [{ locationId, quantity }];
}
