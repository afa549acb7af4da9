import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import { checkColumns, type Row, rowOfCells } from "./columns.ts";

export type Format = "ndjson" | "csv";

/** A row of a file by the line where it begins, or what keeps it from being read as one. */
export type Entry = { readonly line: number } & ({ readonly row: Row } | { readonly unreadable: string });

/** The format that a file's ending tells: `.csv`, or `.ndjson` and `.jsonl`; undefined for others. */
export function formatOf(file: string): Format | undefined {
  if (/\.csv$/i.test(file)) return "csv";
  return /\.(ndjson|jsonl)$/i.test(file) ? "ndjson" : undefined;
}

/** Lines end at a line feed and nowhere else: Node's readline ends them at U+2028 too, which JSON leaves as it is. */
async function* linesOf(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of input) {
    const lines = (rest + (typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }))).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** One row per line. Empty lines are none. */
export async function* ndjsonRows(input: NodeJS.ReadableStream): AsyncGenerator<Entry> {
  let line = 0;
  for await (const text of linesOf(input)) {
    line += 1;
    if (text.trim() !== "") yield { line, ...jsonRow(text) };
  }
}

function jsonRow(text: string): { readonly row: Row } | { readonly unreadable: string } {
  try {
    const row: unknown = JSON.parse(text);
    return typeof row === "object" && row !== null && !Array.isArray(row)
      ? { row: row as Row }
      : { unreadable: "is no JSON object" };
  } catch {
    return { unreadable: "is no JSON" };
  }
}

/**
 * One row per record below the header, as RFC 4180 has it.
 *
 * @throws ColumnsError for a header that is not understood
 */
export async function* csvRows(input: NodeJS.ReadableStream): AsyncGenerator<Entry> {
  const parser = input.pipe(parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true }));
  // A pipe hands on data, and no failure.
  input.on("error", (error) => parser.destroy(error));
  let columns: readonly string[] | undefined;
  let ended = 0;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    const line = ended + 1;
    ended = info.lines;
    if (columns === undefined) {
      columns = record.map((column) => column.trim());
      checkColumns(columns);
    } else if (record.length !== columns.length) {
      yield { line, unreadable: `has ${record.length} cells under ${columns.length} columns` };
    } else {
      yield { line, row: rowOfCells(columns, record) };
    }
  }
}

/** Reads a file row by row; `bytesRead` says how much of it so far. */
export function readRows(file: string, format: Format) {
  const input = createReadStream(file);
  return { rows: format === "csv" ? csvRows(input) : ndjsonRows(input), bytesRead: () => input.bytesRead };
}
