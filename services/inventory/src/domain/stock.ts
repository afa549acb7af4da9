import type { FactData } from "@millrace/contracts/define-event";
import type { StockSettingsChanged } from "@millrace/contracts/inventory";
import { defineRefusal } from "@millrace/kernel/errors";
import { Busy } from "@millrace/kernel/refusals";
import { type Hold, namingLines, type SaleLine, type SkuQuantity } from "@millrace/kernel/sale";

/** Where units are booked in and sold from until a shop names its locations. */
export const mainLocationId = "loc_main";

/** Units in one place. `onHand = reserved + allocated + available`; only `available` may be below zero, by a policy. */
export type Counters = {
  readonly onHand: number;
  readonly reserved: number;
  readonly allocated: number;
  readonly available: number;
};

/** Whether more may be sold than there is: up to `limit` units, to be shipped once they are in. */
export type StockPolicy = NonNullable<FactData<typeof StockSettingsChanged>["policy"]>;

/**
 * Units of one SKU at each of its locations. A SKU that sells fast is spread over several shards, items of their own;
 * its settings stand on the root, shard 0.
 */
export type Stock = {
  readonly sku: string;
  readonly shard: number;
  readonly levels: Readonly<Record<string, Counters>>;
  /** How many shards buyers are sent to, the root among them. */
  readonly shards?: number | undefined;
  /** How many shards there have ever been: one that buyers are no longer sent to keeps what orders hold there. */
  readonly totalShards?: number | undefined;
  readonly policy?: StockPolicy | undefined;
  /** Below how many available units the stock is low. */
  readonly lowAt?: number | undefined;
  /** The sequence of the settings' last fact; 0 before the first. */
  readonly version?: number | undefined;
  /** How often the counters were changed: tells whether they stood still. */
  readonly moves?: number | undefined;
};

/** How many units of one item are available at a location; below zero where they were sold ahead. */
export function availableAt({ levels }: Pick<Stock, "levels">, locationId: string): number {
  return levels[locationId]?.available ?? 0;
}

/** Every location that a SKU is at, by id. */
export function locationsOf(stocks: readonly Stock[]): readonly string[] {
  return [...new Set(stocks.flatMap(({ levels }) => Object.keys(levels)))].toSorted();
}

/** The item that a SKU's settings stand on; undefined where there is no stock. */
export function rootOf(stocks: readonly Stock[]): Stock | undefined {
  return stocks.find(({ shard }) => shard === 0);
}

export function shardsOf({ shards = 1 }: Stock): number {
  return shards;
}

export function totalShardsOf({ shards = 1, totalShards = shards }: Pick<Stock, "shards" | "totalShards">): number {
  return totalShards;
}

/** Whether all stock items of a SKU are there, its further shards too. */
export function isSeenWhole(stocks: readonly Stock[]): boolean {
  const root = rootOf(stocks);
  return root === undefined || stocks.length >= totalShardsOf(root);
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

/** So many units in one place; fewer than none where they leave it. */
export type PlacedUnits = Omit<Hold, "sku">;

/** One change of a SKU's stock, made once per cause, SKU and kind: ledger and guard in one. */
export type Movement = {
  readonly sku: string;
  readonly kind: MovementKind;
  /** The receipt, adjustment, transfer, count or order that moved the units. */
  readonly causeId: string;
  readonly units: readonly PlacedUnits[];
  readonly movedAt: string;
};

function countersBy(of: (name: keyof Counters) => number): Counters {
  return { onHand: of("onHand"), reserved: of("reserved"), allocated: of("allocated"), available: of("available") };
}

export const noUnits: Counters = countersBy(() => 0);

/** What so many units of a movement do to a place's counters. */
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

/** Takes units from places in their order until it has enough, or nothing is left. */
export function takeFrom(places: readonly PlacedUnits[], quantity: number): readonly PlacedUnits[] {
  let missing = quantity;
  return places.flatMap((units) => {
    const taken = Math.min(units.quantity, missing);
    missing -= taken;
    return taken > 0 ? [{ ...units, quantity: taken }] : [];
  });
}

/** A SKU's counters at each location, over all its shards. */
export function totalsOf(stocks: readonly (Stock | undefined)[]): ReadonlyMap<string, Counters> {
  const totals = new Map<string, Counters>();
  for (const [locationId, level] of stocks.flatMap((stock) => Object.entries(stock?.levels ?? {}))) {
    totals.set(locationId, addCounters(totals.get(locationId) ?? noUnits, level));
  }
  return new Map([...totals].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** The aggregate of a SKU's own facts: its id, as plain as all others, although a SKU may hold anything printable. */
export function aggregateIdOf(kind: "alr" | "stk", sku: string): string {
  return `${kind}_${encodeURIComponent(sku)}`;
}

/** A place in the stock of a SKU, as a key. */
export function placeOf({ locationId, shard }: Pick<PlacedUnits, "locationId" | "shard">): string {
  return `${locationId}/${shard}`;
}

/** What the ledger says the counters of each place must be; goes on from what its earlier pages said. */
export function countersOf(
  movements: readonly Pick<Movement, "kind" | "units">[],
  before: ReadonlyMap<string, Counters> = new Map(),
): ReadonlyMap<string, Counters> {
  const places = new Map(before);
  for (const { kind, units } of movements) {
    for (const { quantity, ...at } of units) {
      const place = placeOf(at);
      places.set(place, addCounters(places.get(place) ?? noUnits, changeOf(kind, quantity)));
    }
  }
  return places;
}

export const InventoryInsufficient = defineRefusal(
  "conflict",
  "inventory.insufficient",
  "There is not enough stock for this order.",
);

export const OrderTooScattered = defineRefusal(
  "conflict",
  "inventory.too_scattered",
  "What is left lies in more places than one order can take from; order fewer different things at once.",
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

/** Names each line whose units lie in several places. */
export function tooScattered(lines: readonly SaleLine[], skus: readonly string[]) {
  const errors = skus.flatMap((sku) =>
    namingLines(lines, sku, (ofPart) => `what is left${ofPart} lies in several places`),
  );
  return OrderTooScattered(undefined, { errors });
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
