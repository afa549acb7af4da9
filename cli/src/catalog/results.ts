import type { Chunk } from "./chunks.ts";

/** What is to be said of a field. */
type Remark = { readonly field: string; readonly reason: string };

/** What the API says of one row of a call. */
export type RowResult = {
  readonly row: number;
  readonly sku?: string | undefined;
  readonly outcome: "created" | "updated" | "unchanged" | "failed";
  readonly errors?: readonly Remark[] | undefined;
  readonly warnings?: readonly Remark[] | undefined;
};

export type Counts = Readonly<Record<RowResult["outcome"], number>>;

/** A row that was not written, by its line in the file. */
type FailedRow = { readonly line: number; readonly sku?: string | undefined; readonly errors: readonly Remark[] };

/** A row that was written and may be a mistake. */
type WarnedRow = { readonly line: number; readonly sku?: string | undefined; readonly warnings: readonly Remark[] };

/** What has become of a chunk. */
export type ChunkResult = {
  readonly chunk: number;
  readonly counts: Counts;
  readonly failed: readonly FailedRow[];
  readonly warned: readonly WarnedRow[];
};

const noRows: Counts = { created: 0, updated: 0, unchanged: 0, failed: 0 };

export function sumOf(all: readonly Counts[]): Counts {
  return all.reduce(
    (total, { created, updated, unchanged, failed }) => ({
      created: total.created + created,
      updated: total.updated + updated,
      unchanged: total.unchanged + unchanged,
      failed: total.failed + failed,
    }),
    noRows,
  );
}

export function rowsIn({ created, updated, unchanged, failed }: Counts): number {
  return created + updated + unchanged + failed;
}

/** The rows of a chunk that can be sent; a result's `row` is a place in this list. */
export function rowsOf({ entries }: Chunk) {
  return entries.flatMap((entry) => ("row" in entry ? [entry] : []));
}

/**
 * Puts what the API said beside what could not even be read, by line.
 *
 * @throws RangeError when the API said nothing of a row
 */
export function stitch(chunk: Chunk, results: readonly RowResult[]): ChunkResult {
  const sent = rowsOf(chunk);
  if (sent.some((_, row) => results[row]?.row !== row) || results.length !== sent.length) {
    throw new RangeError(`The API answered ${results.length} results to ${sent.length} rows.`);
  }
  const count = (outcome: RowResult["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  const unreadable = chunk.entries.flatMap((entry): FailedRow[] =>
    "unreadable" in entry ? [{ line: entry.line, errors: [{ field: "", reason: entry.unreadable }] }] : [],
  );
  const refused = results.flatMap(({ row, sku, outcome, errors = [] }): FailedRow[] => {
    const line = sent[row]?.line;
    if (outcome !== "failed" || line === undefined) return [];
    return [{ line, ...(sku === undefined ? {} : { sku }), errors }];
  });
  const warned = results.flatMap(({ row, sku, warnings = [] }): WarnedRow[] => {
    const line = sent[row]?.line;
    return warnings.length === 0 || line === undefined
      ? []
      : [{ line, ...(sku === undefined ? {} : { sku }), warnings }];
  });
  const failed = [...unreadable, ...refused].toSorted((one, other) => one.line - other.line);
  const [created, updated, unchanged] = [count("created"), count("updated"), count("unchanged")];
  return { chunk: chunk.number, counts: { created, updated, unchanged, failed: failed.length }, failed, warned };
}
