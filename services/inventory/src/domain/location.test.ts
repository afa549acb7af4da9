import { describe, expect, it } from "vitest";
import { type Location, sellingOrder } from "./location.ts";
import { noPieces, type Stock } from "./stock.ts";

const stock: Stock = { sku: "TEE", shard: 0, levels: { loc_z: noPieces, loc_main: noPieces, loc_a: noPieces } };
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
    expect(sellingOrder(book, [stock])).toEqual(["loc_main", "loc_a", "loc_z"]);
  });

  it("goes by priority, then by id", () => {
    const book = bookOf(place("loc_c", 5), place("loc_b", 5), place("loc_a", 9), place("loc_d", 0));
    expect(sellingOrder(book, [stock])).toEqual(["loc_d", "loc_b", "loc_c", "loc_a"]);
  });

  it("skips locations that are not active, and is empty when none is", () => {
    expect(sellingOrder(bookOf(place("loc_a", 1, false), place("loc_b", 2)), [stock])).toEqual(["loc_b"]);
    expect(sellingOrder(bookOf(place("loc_a", 1, false)), [stock])).toEqual([]);
  });
});
