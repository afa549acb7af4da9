import { type Decision, type FactData, fact } from "@millrace/contracts/define-event";
import { AllocationStrategyChanged, LocationUpdated, maxLocations } from "@millrace/contracts/inventory";
import { defineRefusal } from "@millrace/kernel/errors";
import { requireVersion } from "@millrace/kernel/preconditions";
import { locationsOf, mainLocationId, type Stock } from "./stock.ts";

/** How an order's units are chosen among locations. */
export type AllocationStrategy = FactData<typeof AllocationStrategyChanged>["strategy"];

/**
 * Where stock lies. The lower its priority, the sooner it is sold from. Nothing is sold from a location that is not
 * active; what it holds stays where it is.
 */
export type Location = FactData<typeof LocationUpdated>;

/** Every location of the shop and how they are chosen: one item, because a checkout reads them all. */
export type LocationBook = {
  readonly locations: readonly Location[];
  readonly strategy: AllocationStrategy;
  readonly version: number;
};

/** The aggregate of all locations; a shop has one. */
const locationBookId = "location_book";

/** The book of a shop that has named no location. */
export const emptyBook: LocationBook = { locations: [], strategy: "priority", version: 0 };

export const LocationNotFound = defineRefusal("not_found", "location.not_found", "The shop has no such location.");
export const LocationBookFull = defineRefusal(
  "conflict",
  "location.book_full",
  `A shop has at most ${maxLocations} locations.`,
);

/**
 * The book with a location, in its place if it is known, else as the last. Refuses (`VersionMismatch`) a writer who has
 * seen another version of the book, and (`LocationBookFull`) more locations than a shop may name.
 */
export function updateLocation(
  book: LocationBook,
  location: Location,
  seen: number,
): Decision<LocationBook, typeof LocationUpdated> {
  requireVersion("the locations", book.version, seen);
  const isKnown = book.locations.some(({ locationId }) => locationId === location.locationId);
  if (!isKnown && book.locations.length >= maxLocations) throw LocationBookFull();
  const locations = isKnown
    ? book.locations.map((other) => (other.locationId === location.locationId ? location : other))
    : [...book.locations, location];
  const state = { ...book, locations, version: book.version + 1 };
  return { state, fact: fact(LocationUpdated, locationBookId, state.version, location) };
}

/** Another strategy. Refuses (`VersionMismatch`) a writer who has seen another version of the book. */
export function changeStrategy(
  book: LocationBook,
  strategy: AllocationStrategy,
  seen: number,
): Decision<LocationBook, typeof AllocationStrategyChanged> {
  requireVersion("the locations", book.version, seen);
  const state = { ...book, strategy, version: book.version + 1 };
  return { state, fact: fact(AllocationStrategyChanged, locationBookId, state.version, { strategy }) };
}

/**
 * Refuses (`LocationNotFound`) locations that the shop does not name, once it names any, and to lay a SKU at more of them
 * than one item may hold. Only a shop that names none, or did not when its first units came, can meet the latter.
 */
export function requireLocations(
  { locations }: LocationBook,
  stock: Stock | undefined,
  locationIds: readonly string[],
): void {
  const unknown = locationIds.filter((wanted) => !locations.some(({ locationId }) => locationId === wanted));
  if (locations.length > 0 && unknown.length > 0) {
    throw LocationNotFound(`The shop has no location ${unknown.join(", ")}.`);
  }
  const known = locationsOf(stock);
  const others = locationIds.filter((locationId) => !known.includes(locationId));
  if (others.length > 0 && known.length + others.length > maxLocations) {
    throw LocationNotFound(`The SKU is at ${known.length} locations, and can be at ${maxLocations}.`);
  }
}

/**
 * The locations that stock is sold from, the first to be sold from first. A shop that has named none sells from wherever
 * there is stock, from the main location first.
 */
export function sellingOrder(
  book: LocationBook | undefined,
  ...stocks: readonly (Stock | undefined)[]
): readonly string[] {
  if (book === undefined || book.locations.length === 0) {
    return [...new Set([mainLocationId, ...stocks.flatMap(locationsOf).toSorted()])];
  }
  return book.locations
    .filter(({ active }) => active)
    .toSorted((one, other) => one.priority - other.priority || (one.locationId < other.locationId ? -1 : 1))
    .map(({ locationId }) => locationId);
}

/** Where a SKU's stock begins that was nowhere yet: where the shop sells from first. */
export function firstLocationOf(book: LocationBook): string {
  return sellingOrder(book)[0] ?? mainLocationId;
}
