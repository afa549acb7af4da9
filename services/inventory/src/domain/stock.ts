import type { FactData } from "@millrace/contracts/define-event";
import type { StockSettingsChanged } from "@millrace/contracts/inventory";
import { defineRefusal } from "@millrace/kernel/errors";
import { Busy } from "@millrace/kernel/refusals";
import { type Hold, namingLines, type SaleLine, type SkuQuantity } from "@millrace/kernel/sale";

/** Where units are booked in and sold from until a shop names its locations. */
export const mainLocationId = "loc_main";

/** Units at a location. `onHand = reserved + allocated + available`; only `available` may be below zero, by a policy. */
export type Counters = {
  readonly onHand: number;
  readonly reserved: number;
  readonly allocated: number;
  readonly available: number;
};

/** Whether more may be sold than there is: up to `limit` units, to be shipped once they are in. */
export type StockPolicy = NonNullable<FactData<typeof StockSettingsChanged>["policy"]>;

/** The counters of a location, and how many of its units were ever given out by tickets. */
type Level = Counters & {
  readonly issued?: number | undefined;
  /** When the last of them was. */
  readonly ticketedAt?: string | undefined;
  /** Up to which number every ticket is known to be an order's, or nobody's any more. */
  readonly checked?: number | undefined;
};

/** Units of one SKU at each of its locations, and its settings. */
export type Stock = {
  readonly sku: string;
  readonly levels: Readonly<Record<string, Level>>;
  readonly policy?: StockPolicy | undefined;
  /** Below how many available units the stock is low. */
  readonly lowAt?: number | undefined;
  /** The sequence of the settings' last fact; 0 before the first. */
  readonly version?: number | undefined;
  /** How often the counters were changed: tells whether they stood still. */
  readonly moves?: number | undefined;
};

/** How many units are available at a location; below zero where they were sold ahead. */
export function availableAt(stock: Pick<Stock, "levels"> | undefined, locationId: string): number {
  return stock?.levels[locationId]?.available ?? 0;
}

/** Every location that a SKU is at, by id. */
export function locationsOf(stock: Stock | undefined): readonly string[] {
  return Object.keys(stock?.levels ?? {}).toSorted();
}

/** What one unit of a movement does to the counters. Every row keeps the sum above. */
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

/** So many units at a location; fewer than none where they leave it. */
export type PlacedUnits = Omit<Hold, "sku">;

/** One change of a SKU's stock, made once per cause, SKU and kind: ledger and guard in one. */
export type Movement = {
  readonly sku: string;
  readonly kind: MovementKind;
  /** The receipt, adjustment, transfer, count or order that moved the units. */
  readonly causeId: string;
  readonly units: readonly PlacedUnits[];
  /** The first number of the ticket that it is about. */
  readonly ticket?: number | undefined;
  /** It is not in the counters yet. */
  readonly pending?: true | undefined;
  readonly movedAt: string;
};

function countersBy(of: (name: keyof Counters) => number): Counters {
  return { onHand: of("onHand"), reserved: of("reserved"), allocated: of("allocated"), available: of("available") };
}

export const noUnits: Counters = countersBy(() => 0);

/** What so many units of a movement do to a location's counters. */
export function changeOf(kind: MovementKind, quantity: number): Counters {
  return countersBy((name) => effects[kind][name] * quantity);
}

export function addCounters(one: Counters, other: Counters): Counters {
  return countersBy((name) => one[name] + other[name]);
}

/** By how much counters are above others. */
export function differenceOf(one: Counters, other: Counters): Counters {
  return countersBy((name) => one[name] - other[name]);
}

export function sumOf(units: readonly { readonly quantity: number }[]): number {
  return units.reduce((total, { quantity }) => total + quantity, 0);
}

/** The aggregate of a SKU's own facts: its id, as plain as all others, although a SKU may hold anything printable. */
export function aggregateIdOf(kind: "alr" | "stk", sku: string): string {
  return `${kind}_${encodeURIComponent(sku)}`;
}

/** What movements do to the counters at each location; goes on from what earlier ones did. */
export function countersOf(
  movements: readonly Pick<Movement, "kind" | "units">[],
  before: ReadonlyMap<string, Counters> = new Map(),
): ReadonlyMap<string, Counters> {
  const levels = new Map(before);
  for (const { kind, units } of movements) {
    for (const { locationId, quantity } of units) {
      levels.set(locationId, addCounters(levels.get(locationId) ?? noUnits, changeOf(kind, quantity)));
    }
  }
  return levels;
}

export const InventoryInsufficient = defineRefusal(
  "conflict",
  "inventory.insufficient",
  "There is not enough stock for this order.",
);

/**
 * Names each line that cannot be met, and what is left of its SKU, or of the kit's part that is short. What is wanted of a
 * SKU is the sum of all lines.
 *
 * @param pickUp where the units of some SKUs have to be
 */
export function insufficient(
  lines: readonly SaleLine[],
  short: readonly (SkuQuantity & { readonly available: number })[],
  pickUp?: { readonly locationId: string; readonly skus: readonly string[] },
) {
  const at = (sku: string) => (pickUp?.skus.includes(sku) ? ` at ${pickUp.locationId}` : "");
  return InventoryInsufficient(undefined, {
    errors: short.flatMap(({ sku, quantity, available }) =>
      namingLines(lines, sku, (ofPart) => `${quantity}${ofPart} wanted, ${available} available${at(sku)}`),
    ),
  });
}

/** What a write was decided by is not so any more. */
export function movedMeanwhile() {
  return Busy("The stock moved in between; send this again.");
}

export const StockNotFound = defineRefusal("not_found", "stock.not_found", "No variant has this SKU.");
export const KitHasNoStock = defineRefusal(
  "conflict",
  "stock.kit_has_none",
  "A kit has no stock of its own; its parts have.",
);
