import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyRow } from "../../../test/support/any-row.ts";
import { cellsOf, checkColumns, rowOfCells, sortedColumns } from "./columns.ts";

describe("the columns of a CSV file", () => {
  it("hold everything that a row says", () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        const cells = cellsOf(row);
        // The order of prices means nothing, and neither does that of a product's own words.
        expect(rowOfCells([...cells.keys()], [...cells.values()])).toEqual(row);
        checkColumns([...cells.keys()]);
      }),
    );
  });

  it("stand in the order in which people look for them", () => {
    const columns = ["metadata.x", "media.10.url", "media.2.url", "price.EUR", "sku", "option.size", "slug", "name"];
    expect(sortedColumns(columns)).toEqual([
      ...["slug", "name", "sku", "option.size", "price.EUR", "media.2.url", "media.10.url", "metadata.x"],
    ]);
  });

  it.each([
    [["slug", "sku", "colour", "price.euro"], /Unknown columns: "colour", "price.euro"/],
    [["slug", "sku", "name", "name"], /twice: name/],
    [["slug", "sku", "price.HRK", "price.VED"], /Unknown columns: "price.HRK"\./],
    [["slug", "name"], /needed: sku/],
    [["slug", "sku", "media.0.url"], /media.0.url/],
  ])("are refused where they are not understood: %j", (columns, message) => {
    expect(() => checkColumns(columns)).toThrow(message);
  });

  it("leave to the API what is no number", () => {
    expect(rowOfCells(["slug", "sku", "price.EUR", "weightGrams"], ["a", "A", "19.90", ""])).toEqual({
      slug: "a",
      sku: "A",
      prices: [{ currency: "EUR", amount: "19.90" }],
    });
  });
});
