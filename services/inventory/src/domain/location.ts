import { mainLocationId, type Stock } from "./stock.ts";

/** How an order's pieces are chosen among locations. */
export const allocationStrategies = ["priority", "fewest_parcels"] as const;
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

/**
 * The locations that stock is sold from, the first to be sold from first. A shop that has named none sells from wherever
 * there is stock, from the main location first.
 */
export const sellingOrder = (book: LocationBook | undefined, stocks: readonly Stock[]): readonly string[] => {
  if (book === undefined || book.locations.length === 0) {
    const found = [...new Set(stocks.flatMap(({ levels }) => Object.keys(levels)))].toSorted();
    return [mainLocationId, ...found.filter((locationId) => locationId !== mainLocationId)];
  }
  return book.locations
    .filter(({ active }) => active)
    .toSorted((one, other) => one.priority - other.priority || (one.locationId < other.locationId ? -1 : 1))
    .map(({ locationId }) => locationId);
};
