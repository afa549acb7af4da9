import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyRow } from "../../../test/support/any-row.ts";
import { collected as all } from "../../../test/support/collected.ts";
import { cellsOf } from "./columns.ts";
import { csvRows, formatOf, ndjsonRows } from "./row-files.ts";

/** A text in pieces of a few characters, as a decoder gives it. */
async function* streamOf(text: string) {
  const characters = [...text];
  for (let start = 0; start < characters.length; start += 100) yield characters.slice(start, start + 100).join("");
}

describe("a file of rows", () => {
  it("gives back what was written into it, as NDJSON", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { maxLength: 5 }), async (rows) => {
        const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
        const read = await all(ndjsonRows(streamOf(text)));
        expect(read).toEqual(rows.map((row, index) => ({ line: index + 1, row })));
      }),
    );
  });

  it("gives back what was written into it, as CSV", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 5 }), async (rows) => {
        const columns = [...new Set(rows.flatMap((row) => [...cellsOf(row).keys()]))];
        const records = rows.map((row) => columns.map((column) => cellsOf(row).get(column) ?? ""));
        const read = await all(csvRows(streamOf(stringify([columns, ...records]))));
        expect(read.map((entry) => Object.keys(entry).includes("row"))).toEqual(rows.map(() => true));
        for (const [index, row] of rows.entries()) {
          expect(new Map([...cellsOf((read[index] as { row: object }).row as never)].toSorted())).toEqual(
            new Map([...cellsOf(row)].toSorted()),
          );
        }
      }),
    );
  });

  it("names the line where each row begins, and what cannot be read alone", async () => {
    expect(await all(ndjsonRows(streamOf('{"a":1}\n\n[1]\n{"b":\n{"c":"\u2028"}')))).toEqual([
      { line: 1, row: { a: 1 } },
      { line: 3, unreadable: "is no JSON object" },
      { line: 4, unreadable: "is no JSON" },
      { line: 5, row: { c: "\u2028" } },
    ]);
    const csv = 'slug,sku,name\na,A,"two\nlines"\nb,B\n\nc,C,Cap\n';
    expect(await all(csvRows(streamOf(csv)))).toEqual([
      { line: 2, row: { slug: "a", sku: "A", name: "two\nlines" } },
      { line: 4, unreadable: "has 2 cells under 3 columns" },
      { line: 6, row: { slug: "c", sku: "C", name: "Cap" } },
    ]);
  });

  it("skips rows of empty cells, wherever they are and however many cells they have", async () => {
    const csv = '\n,,\nslug,sku,name\n,,\na,A,Cap\n , \t,""\n,\n,,,,,\n\nb,B,Hat\n,,\n';
    expect(await all(csvRows(streamOf(csv)))).toEqual([
      { line: 5, row: { slug: "a", sku: "A", name: "Cap" } },
      { line: 10, row: { slug: "b", sku: "B", name: "Hat" } },
    ]);
  });

  it.each([
    [";", 'a;A;"Cap; blue, or\nred"\r\n'],
    ["\t", 'a\tA\t"Cap; blue, or\nred"\r\n'],
    [",", 'a,A,"Cap; blue, or\nred"\r\n'],
  ])("has %j between its cells where its header has", async (delimiter, row) => {
    const csv = `${["slug", "sku", "description"].join(delimiter)}\r\n${row}`;
    expect(await all(csvRows(streamOf(csv)))).toEqual([
      { line: 2, row: { slug: "a", sku: "A", description: "Cap; blue, or\nred" } },
    ]);
  });

  it("fails as a whole where its header is not understood, or a quote never ends", async () => {
    await expect(all(csvRows(streamOf("slug,sku,colour\n")))).rejects.toThrow("colour");
    await expect(all(csvRows(streamOf('slug,sku\na,"A\n')))).rejects.toThrow(/quote/i);
  });

  it("is what its ending says", () => {
    expect(["a.csv", "a.CSV", "a.ndjson", "a.jsonl", "a.txt"].map(formatOf)).toEqual([
      ...["csv", "csv", "ndjson", "ndjson", undefined],
    ]);
  });
});
