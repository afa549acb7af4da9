import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { checkColumns, type Row, rowOfCells } from "./columns.ts";
import { decoded } from "./text-files.ts";

export type Format = "ndjson" | "csv";

/** A row of a file by the line where it begins, or what keeps it from being read as one. */
export type Entry = { readonly line: number } & ({ readonly row: Row } | { readonly unreadable: string });

/** The format that a file's ending tells: `.csv`, or `.ndjson` and `.jsonl`; undefined for others. */
export function formatOf(file: string): Format | undefined {
  if (/\.csv$/i.test(file)) return "csv";
  return /\.(ndjson|jsonl)$/i.test(file) ? "ndjson" : undefined;
}

/** Lines end at a line feed and nowhere else: Node's readline ends them at U+2028 too, which JSON leaves as it is. */
async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of texts) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** One row per line. Empty lines are none. */
export async function* ndjsonRows(texts: AsyncIterable<string>): AsyncGenerator<Entry> {
  let line = 0;
  for await (const text of linesOf(texts)) {
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

/** What stands between cells where a country's decimal comma keeps spreadsheets from using commas. */
const otherDelimiters = [";", "\t"];

/** No name of a column holds a delimiter, so the header tells which one it is: RFC 4180's comma where it holds any. */
function delimiterOf(header: string): string {
  return header.includes(",") ? "," : (otherDelimiters.find((one) => header.includes(one)) ?? ",");
}

/** The first line that says anything, and all texts from the beginning. */
async function peeked(texts: AsyncIterable<string>) {
  const rest = texts[Symbol.asyncIterator]();
  let start = "";
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    start += next.value;
    if (/\S[^\n]*\n/.test(start)) break;
  }
  async function* whole(): AsyncGenerator<string> {
    yield start;
    yield* { [Symbol.asyncIterator]: () => rest };
  }
  return { header: start.trimStart().split("\n")[0] ?? "", texts: whole() };
}

function isEmpty(record: readonly string[]): boolean {
  return record.every((cell) => cell.trim() === "");
}

/**
 * One row per record below the header, as RFC 4180 has it, or with semicolons or tabs for commas. Rows of empty cells,
 * which spreadsheets leave behind, are none.
 *
 * @throws ColumnsError for a header that is not understood
 */
export async function* csvRows(given: AsyncIterable<string>): AsyncGenerator<Entry> {
  const { header, texts } = await peeked(given);
  const input = Readable.from(texts);
  const parser = input.pipe(parse({ delimiter: delimiterOf(header), info: true, relax_column_count: true }));
  // A pipe hands on data, and no failure.
  input.on("error", (error) => parser.destroy(error));
  let columns: readonly string[] | undefined;
  let ended = 0;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    const line = ended + 1;
    ended = info.lines;
    if (isEmpty(record)) continue;
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
export function readRows(file: string, format: Format, encoding: string) {
  const input = createReadStream(file);
  const texts = decoded(input, encoding);
  return { rows: format === "csv" ? csvRows(texts) : ndjsonRows(texts), bytesRead: () => input.bytesRead };
}
