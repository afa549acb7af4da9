import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collected } from "../../../test/support/collected.ts";
import { chunksOf } from "./chunks.ts";
import type { Entry } from "./row-files.ts";

function entriesOf(slugs: readonly string[]): readonly Entry[] {
  return slugs.map((slug, index) =>
    slug === "" ? { line: index + 1, unreadable: "x" } : { line: index + 1, row: { slug } },
  );
}

async function* streamed(entries: readonly Entry[]) {
  yield* entries;
}

function cut(slugs: readonly string[], rows: number, characters = 1_000_000) {
  return collected(chunksOf(streamed(entriesOf(slugs)), { rows, characters }));
}

function linesOf(chunks: Awaited<ReturnType<typeof cut>>) {
  return chunks.map(({ entries }) => entries.map(({ line }) => line));
}

describe("chunks", () => {
  it("hold every row once, in order, numbered, within the limit", async () => {
    const slugs = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(slugs, fc.integer({ min: 1, max: 9 }), async (given, rows) => {
        const chunks = await cut(given, rows);
        expect(linesOf(chunks).flat()).toEqual(given.map((_, index) => index + 1));
        expect(chunks.map(({ number }) => number)).toEqual(chunks.map((_, index) => index));
        for (const { entries } of chunks) expect(entries.length).toBeLessThanOrEqual(rows);
      }),
    );
  });

  it("keep a product whole where its rows are neighbors and fit", async () => {
    expect(linesOf(await cut(["a", "a", "b", "b", "b", "c"], 4))).toEqual([
      [1, 2],
      [3, 4, 5, 6],
    ]);
    expect(linesOf(await cut(Array(5).fill("a"), 2))).toEqual([[1, 2], [3, 4], [5]]);
  });

  it("are no longer than a call may be", async () => {
    // {"slug":"a"} and a comma: 13 characters.
    expect(linesOf(await cut(["a", "b", "c"], 100, 26))).toEqual([[1, 2], [3]]);
  });
});
