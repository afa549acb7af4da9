import { allocationStrategy } from "@millrace/contracts/inventory";
import { maxLocations } from "@millrace/contracts/inventory-api";
import { defineRefusal } from "@millrace/kernel/errors";
import { VersionMismatch } from "@millrace/kernel/refusals";
import { mainLocationId, type Stock } from "./stock.ts";

/** How an order's pieces are chosen among locations. */
export const allocationStrategies = allocationStrategy.options;
export type AllocationStrategy = (typeof allocationStrategies)[number];

/** Where stock lies. The lower its priority, the sooner it is sold from. */
export type Location = {
  readonly locationId: string;
  readonly name: string;
  readonly priority: number;
  /** Nothing is sold from a location that is not active; what it holds stays where it is. */
  readonly active: boolean;
  readonly country?: string | undefined;
};

/** Every location of the shop and how they are chosen: one item, because a checkout reads them all. */
export type LocationBook = {
  readonly locations: readonly Location[];
  readonly strategy: AllocationStrategy;
  readonly version: number;
};

/** The aggregate of all locations; a shop has one. */
export const locationBookId = "location_book";

/** The book of a shop that has named no location. */
export const emptyBook: LocationBook = { locations: [], strategy: "priority", version: 0 };

export const LocationNotFound = defineRefusal("not_found", "location.not_found", "The shop has no such location.");
export const LocationBookFull = defineRefusal(
  "conflict",
  "location.book_full",
  `A shop has at most ${maxLocations} locations.`,
);

/** Refuses a writer who has seen another version of the book than the stored one. */
function checkVersion({ version }: LocationBook, seen: number | undefined): void {
  if (version !== seen) throw VersionMismatch(`The locations are at version ${version}.`);
}

/** The book with a location, in its place if it is known, else as the last. */
export function withLocation(book: LocationBook, location: Location, seen: number | undefined): LocationBook {
  checkVersion(book, seen);
  const isKnown = book.locations.some(({ locationId }) => locationId === location.locationId);
  if (!isKnown && book.locations.length >= maxLocations) throw LocationBookFull();
  const locations = isKnown
    ? book.locations.map((other) => (other.locationId === location.locationId ? location : other))
    : [...book.locations, location];
  return { ...book, locations, version: book.version + 1 };
}

export function withStrategy(book: LocationBook, strategy: AllocationStrategy, seen: number | undefined): LocationBook {
  checkVersion(book, seen);
  return { ...book, strategy, version: book.version + 1 };
}

/** The book as routes answer with it. */
export function bookView({ locations, strategy, version }: LocationBook) {
  return { items: locations, strategy, version };
}

/** Refuses locations that the shop does not name, once it names any. */
export function requireLocations(book: LocationBook | undefined, locationIds: readonly string[]): void {
  const { locations } = book ?? emptyBook;
  if (locations.length === 0) return;
  const unknown = locationIds.filter((wanted) => !locations.some(({ locationId }) => locationId === wanted));
  if (unknown.length > 0) throw LocationNotFound(`The shop has no location ${unknown.join(", ")}.`);
}

/**
 * Refuses to lay a SKU at more locations than one item may hold. Only a shop that names none, or did not when its first
 * pieces came, can meet this.
 */
export function requireRoom(stocks: readonly Stock[], locationIds: readonly string[]): void {
  const known = new Set(stocks.flatMap(({ levels }) => Object.keys(levels)));
  const others = locationIds.filter((locationId) => !known.has(locationId));
  if (others.length === 0 || known.size + others.length <= maxLocations) return;
  throw LocationNotFound(`The SKU is at ${known.size} locations, and can be at ${maxLocations}.`);
}

/**
 * The locations that stock is sold from, the first to be sold from first. A shop that has named none sells from wherever
 * there is stock, from the main location first.
 */
export function sellingOrder(book: LocationBook | undefined, stocks: readonly Stock[]): readonly string[] {
  if (book === undefined || book.locations.length === 0) {
    const found = [...new Set(stocks.flatMap(({ levels }) => Object.keys(levels)))].toSorted();
    return [mainLocationId, ...found.filter((locationId) => locationId !== mainLocationId)];
  }
  return book.locations
    .filter(({ active }) => active)
    .toSorted((one, other) => one.priority - other.priority || (one.locationId < other.locationId ? -1 : 1))
    .map(({ locationId }) => locationId);
}
