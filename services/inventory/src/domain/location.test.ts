import { fact } from "@millrace/contracts/define-event";
import { AllocationStrategyChanged, LocationUpdated } from "@millrace/contracts/inventory";
import { describe, expect, it } from "vitest";
import {
  changeStrategy,
  emptyBook,
  type Location,
  requireLocations,
  sellingOrder,
  updateLocation,
} from "./location.ts";
import { noUnits, type Stock } from "./stock.ts";

const stock: Stock = { sku: "TEE", levels: { loc_z: noUnits, loc_main: noUnits, loc_a: noUnits } };
function place(locationId: string, priority: number, active = true): Location {
  return {
    locationId,
    name: locationId,
    priority,
    active,
  };
}
function bookOf(...locations: readonly Location[]) {
  return { locations, strategy: "priority", version: 1 } as const;
}

describe("sellingOrder", () => {
  it.each([
    ["that was never written", undefined],
    ["that names none", bookOf()],
  ])("starts at the main location, then goes by id, for a book %s", (_, book) => {
    expect(sellingOrder(book, stock)).toEqual(["loc_main", "loc_a", "loc_z"]);
  });

  it("goes by id over the stock of several SKUs, each location once", () => {
    const other: Stock = { sku: "CAP", levels: { loc_b: noUnits, loc_z: noUnits } };
    expect(sellingOrder(undefined, stock, undefined, other)).toEqual(["loc_main", "loc_a", "loc_b", "loc_z"]);
    expect(sellingOrder(undefined)).toEqual(["loc_main"]);
  });

  it("goes by priority, then by id", () => {
    const book = bookOf(place("loc_c", 5), place("loc_b", 5), place("loc_a", 9), place("loc_d", 0));
    expect(sellingOrder(book, stock)).toEqual(["loc_d", "loc_b", "loc_c", "loc_a"]);
  });

  it("skips locations that are not active, and is empty when none is", () => {
    expect(sellingOrder(bookOf(place("loc_a", 1, false), place("loc_b", 2)), stock)).toEqual(["loc_b"]);
    expect(sellingOrder(bookOf(place("loc_a", 1, false)), stock)).toEqual([]);
  });
});

describe("updateLocation", () => {
  it("given a shop that names none, names the first and tells it", () => {
    expect(updateLocation(emptyBook, place("loc_a", 1), 0)).toEqual({
      state: { locations: [place("loc_a", 1)], strategy: "priority", version: 1 },
      fact: fact(LocationUpdated, "location_book", 1, place("loc_a", 1)),
    });
  });

  it("given the location, changes it in its place", () => {
    const { state, fact: told } = updateLocation(bookOf(place("loc_a", 1), place("loc_b", 2)), place("loc_a", 9), 1);
    expect(state).toEqual({ ...bookOf(place("loc_a", 9), place("loc_b", 2)), version: 2 });
    expect(told).toEqual(fact(LocationUpdated, "location_book", 2, place("loc_a", 9)));
  });

  it("given 20 locations, refuses another, but not a change", () => {
    const full = bookOf(...Array.from({ length: 20 }, (_, index) => place(`loc_${index}`, index)));
    expect(() => updateLocation(full, place("loc_more", 1), 1)).toThrow("A shop has at most 20 locations.");
    expect(updateLocation(full, place("loc_3", 0), 1).state.locations).toHaveLength(20);
  });

  it("given that the locations changed meanwhile, refuses", () => {
    expect(() => updateLocation(bookOf(), place("loc_a", 1), 0)).toThrow("Version 1 of the locations is current.");
  });
});

describe("changeStrategy", () => {
  it("given locations, keeps them and tells how they are chosen", () => {
    expect(changeStrategy(bookOf(place("loc_a", 1)), "fewest_parcels", 1)).toEqual({
      state: { locations: [place("loc_a", 1)], strategy: "fewest_parcels", version: 2 },
      fact: fact(AllocationStrategyChanged, "location_book", 2, { strategy: "fewest_parcels" }),
    });
  });

  it("given that the locations changed meanwhile, refuses", () => {
    expect(() => changeStrategy(bookOf(), "fewest_parcels", 2)).toThrow("Version 1 of the locations is current.");
  });
});

describe("requireLocations", () => {
  it("given locations, refuses others by name; given none, takes any", () => {
    const book = bookOf(place("loc_a", 1, false));
    expect(() => requireLocations(book, undefined, ["loc_a", "loc_x", "loc_y"])).toThrow(
      "The shop has no location loc_x, loc_y.",
    );
    requireLocations(book, stock, ["loc_a"]);
    requireLocations(emptyBook, stock, ["loc_x"]);
  });

  it("given a SKU at 20 locations, refuses a further one", () => {
    const levels = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`loc_${index}`, noUnits]));
    const everywhere = { sku: "TEE", levels };
    expect(() => requireLocations(emptyBook, everywhere, ["loc_more"])).toThrow("The SKU is at 20 locations");
    requireLocations(emptyBook, everywhere, ["loc_0"]);
  });
});
