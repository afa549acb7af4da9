import { defineRefusal } from "@millrace/kernel/errors";

/** Where orders are served from until a shop names more locations. */
export const mainLocationId = "loc_main";

/** Pieces of one SKU at one location. `onHand = reserved + allocated + available`, each never below zero. */
export type StockLevel = {
  readonly sku: string;
  readonly locationId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly allocated: number;
  readonly available: number;
};

export type Counters = Omit<StockLevel, "sku" | "locationId">;

/** What one piece of a movement does to the counters. Every row keeps the sum above. */
const effects = {
  RECEIPT: { onHand: 1, reserved: 0, allocated: 0, available: 1 },
  RESERVATION: { onHand: 0, reserved: 1, allocated: 0, available: -1 },
  ALLOCATION: { onHand: 0, reserved: -1, allocated: 1, available: 0 },
  RELEASE: { onHand: 0, reserved: -1, allocated: 0, available: 1 },
} as const satisfies Record<string, Counters>;

export type MovementKind = keyof typeof effects;
export const movementKinds = Object.keys(effects) as [MovementKind, ...MovementKind[]];

/** One change of stock, made once per cause, SKU, location and kind: ledger and guard in one. */
export type Movement = {
  readonly sku: string;
  readonly locationId: string;
  readonly kind: MovementKind;
  /** The receipt or order that moved the pieces. */
  readonly causeId: string;
  readonly quantity: number;
  readonly movedAt: string;
};

/** What the ledger says the counters must be. */
export const countersOf = (movements: readonly Pick<Movement, "kind" | "quantity">[]): Counters =>
  movements.reduce<Counters>(
    (counters, { kind, quantity }) => ({
      onHand: counters.onHand + effects[kind].onHand * quantity,
      reserved: counters.reserved + effects[kind].reserved * quantity,
      allocated: counters.allocated + effects[kind].allocated * quantity,
      available: counters.available + effects[kind].available * quantity,
    }),
    { onHand: 0, reserved: 0, allocated: 0, available: 0 },
  );

export type Wanted = { readonly sku: string; readonly quantity: number };

/** One entry per SKU: a transaction may touch each stock item once only. */
export const sumBySku = (lines: readonly Wanted[]): readonly Wanted[] => {
  const totals = new Map<string, number>();
  for (const { sku, quantity } of lines) totals.set(sku, (totals.get(sku) ?? 0) + quantity);
  return [...totals].map(([sku, quantity]) => ({ sku, quantity }));
};

export const InventoryInsufficient = defineRefusal(
  "conflict",
  "inventory.insufficient",
  "There is not enough stock for this order.",
);

const shortage = ({ sku, quantity }: Wanted, available: number) => ({
  field: `lines.${sku}`,
  reason: `${quantity} wanted, ${available} available`,
});

/** Names one SKU that cannot be met, and what is left of it. */
export const insufficient = (wanted: Wanted, available: number) =>
  InventoryInsufficient(undefined, { errors: [shortage(wanted, available)] });

/** Refuses, naming every SKU of which the levels show too few. */
export const requireAvailable = (
  lines: readonly Wanted[],
  levels: readonly (Pick<StockLevel, "sku" | "available"> | undefined)[],
): void => {
  const available = new Map(levels.flatMap((level) => (level ? [[level.sku, level.available]] : [])));
  const short = sumBySku(lines).filter(({ sku, quantity }) => quantity > (available.get(sku) ?? 0));
  if (short.length === 0) return;
  throw InventoryInsufficient(undefined, {
    errors: short.map((wanted) => shortage(wanted, available.get(wanted.sku) ?? 0)),
  });
};

export const StockNotFound = defineRefusal("not_found", "stock.not_found", "There is no stock of this SKU.");
