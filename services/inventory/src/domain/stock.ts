import { defineRefusal } from "@millrace/kernel/errors";

/** Where pieces are booked in and sold from until a shop names its locations. */
export const mainLocationId = "loc_main";

/** Pieces in one place. `onHand = reserved + allocated + available`; only `available` may be below zero, by a policy. */
export type Counters = {
  readonly onHand: number;
  readonly reserved: number;
  readonly allocated: number;
  readonly available: number;
};

/** Whether more may be sold than there is: up to `limit` pieces, to be shipped once they are in. */
export type StockPolicy = {
  readonly kind: "backorder" | "preorder";
  readonly limit: number;
  /** From when on the pieces are expected. */
  readonly shipsAt?: string | undefined;
};

/**
 * Pieces of one SKU at each of its locations. A SKU that sells fast is spread over several shards, items of their own;
 * its settings stand on the root, shard 0.
 */
export type Stock = {
  readonly sku: string;
  readonly shard: number;
  readonly levels: Readonly<Record<string, Counters>>;
  /** How many shards buyers are sent to, the root among them. */
  readonly shards?: number | undefined;
  /** How many shards there have ever been: one that buyers are no longer sent to keeps what orders hold there. */
  readonly everShards?: number | undefined;
  readonly policy?: StockPolicy | undefined;
  /** Below how many available pieces the stock is low. */
  readonly lowAt?: number | undefined;
  /** The sequence of the settings' last fact; 0 before the first. */
  readonly version?: number | undefined;
  /** How often the counters were changed: tells whether they stood still. */
  readonly moves?: number | undefined;
};

export function shardsOf({ shards = 1 }: Stock): number {
  return shards;
}

export function everShardsOf({ shards = 1, everShards = shards }: Pick<Stock, "shards" | "everShards">): number {
  return everShards;
}

/** What one piece of a movement does to the counters. Every row keeps the sum above. */
const effects = {
  RECEIPT: { onHand: 1, reserved: 0, allocated: 0, available: 1 },
  ADJUSTMENT: { onHand: 1, reserved: 0, allocated: 0, available: 1 },
  COUNT: { onHand: 1, reserved: 0, allocated: 0, available: 1 },
  TRANSFER: { onHand: 1, reserved: 0, allocated: 0, available: 1 },
  RESERVATION: { onHand: 0, reserved: 1, allocated: 0, available: -1 },
  ALLOCATION: { onHand: 0, reserved: -1, allocated: 1, available: 0 },
  RELEASE: { onHand: 0, reserved: -1, allocated: 0, available: 1 },
} as const satisfies Record<string, Counters>;

export type MovementKind = keyof typeof effects;
export const movementKinds = Object.keys(effects) as [MovementKind, ...MovementKind[]];

/** So many pieces in one place; fewer than none where they leave it. */
export type Pieces = { readonly locationId: string; readonly shard: number; readonly quantity: number };

/** One change of a SKU's stock, made once per cause, SKU and kind: ledger and guard in one. */
export type Movement = {
  readonly sku: string;
  readonly kind: MovementKind;
  /** The receipt, adjustment, transfer, count or order that moved the pieces. */
  readonly causeId: string;
  readonly pieces: readonly Pieces[];
  readonly movedAt: string;
};

export const noPieces: Counters = { onHand: 0, reserved: 0, allocated: 0, available: 0 };

/** What so many pieces of a movement do to a place's counters. */
export function changeOf(kind: MovementKind, quantity: number): Counters {
  return {
    onHand: effects[kind].onHand * quantity,
    reserved: effects[kind].reserved * quantity,
    allocated: effects[kind].allocated * quantity,
    available: effects[kind].available * quantity,
  };
}

export function addCounters(one: Counters, other: Counters): Counters {
  return {
    onHand: one.onHand + other.onHand,
    reserved: one.reserved + other.reserved,
    allocated: one.allocated + other.allocated,
    available: one.available + other.available,
  };
}

/** A place in the stock of a SKU, as a key. */
export function placeOf({ locationId, shard }: Pick<Pieces, "locationId" | "shard">): string {
  return `${locationId}/${shard}`;
}

/** What the ledger says the counters of each place must be; goes on from what its earlier pages said. */
export function countersOf(
  movements: readonly Pick<Movement, "kind" | "pieces">[],
  before: ReadonlyMap<string, Counters> = new Map(),
): ReadonlyMap<string, Counters> {
  const places = new Map(before);
  for (const { kind, pieces } of movements) {
    for (const { quantity, ...at } of pieces) {
      const place = placeOf(at);
      places.set(place, addCounters(places.get(place) ?? noPieces, changeOf(kind, quantity)));
    }
  }
  return places;
}

export type Wanted = { readonly sku: string; readonly quantity: number };

/** One entry per SKU: a transaction may touch each stock item once only. */
export function sumBySku(lines: readonly Wanted[]): readonly Wanted[] {
  const totals = new Map<string, number>();
  for (const { sku, quantity } of lines) totals.set(sku, (totals.get(sku) ?? 0) + quantity);
  return [...totals].map(([sku, quantity]) => ({ sku, quantity }));
}

export const InventoryInsufficient = defineRefusal(
  "conflict",
  "inventory.insufficient",
  "There is not enough stock for this order.",
);

/** Names each SKU that cannot be met, and what is left of it. */
export function insufficient(short: readonly (Wanted & { readonly available: number })[]) {
  return InventoryInsufficient(undefined, {
    errors: short.map(({ sku, quantity, available }) => ({
      field: `lines.${sku}`,
      reason: `${quantity} wanted, ${available} available`,
    })),
  });
}

export const StockNotFound = defineRefusal("not_found", "stock.not_found", "There is no stock of this SKU.");
