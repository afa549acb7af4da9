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

  it("name parts by any SKU", () => {
    const skus = ["A", "a_b.c/d e", "A*2", "A|B", "A\\", "|", "*", "\\|*3", "A\\|B"];
    const row = { slug: "kit", sku: "KIT", parts: skus.map((sku) => ({ sku, quantity: 2 })) };
    const cells = cellsOf(row);
    expect(rowOfCells([...cells.keys()], [...cells.values()])).toEqual(row);
    expect(rowOfCells(["parts"], ["A|B*3| C/1 "])).toEqual({
      parts: [
        { sku: "A", quantity: 1 },
        { sku: "B", quantity: 3 },
        { sku: "C/1", quantity: 1 },
      ],
    });
  });

  it("hold nothing where a cell holds only blanks, and no blanks around", () => {
    const cells = ["a", " a 1 ", "  ", " 1990 ", "\u00a0"];
    expect(rowOfCells(["slug", "sku", "title", "price.EUR", "weightGrams"], cells)).toEqual({
      slug: "a",
      sku: "a 1",
      prices: [{ currency: "EUR", amount: 1990 }],
    });
  });

  it("leave to the API what is no number", () => {
    expect(rowOfCells(["slug", "sku", "price.EUR", "weightGrams"], ["a", "A", "19.90", ""])).toEqual({
      slug: "a",
      sku: "A",
      prices: [{ currency: "EUR", amount: "19.90" }],
    });
  });
});
