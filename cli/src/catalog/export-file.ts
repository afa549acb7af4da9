import { createReadStream, createWriteStream, existsSync, readFileSync } from "node:fs";
import { appendFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify";
import type { Api } from "../http-client.ts";
import { cellsOf, type Row, sortedColumns } from "./columns.ts";
import { type Format, ndjsonRows } from "./row-files.ts";

export const exportedStatuses = ["active", "draft"] as const;

type Status = (typeof exportedStatuses)[number];
type Page = { readonly items: readonly Row[]; readonly nextCursor?: string };

/** Where an export goes on: from which page, and how much of the rows' file belongs to the pages before. */
export type ExportState = {
  readonly statuses: readonly Status[];
  readonly cursor?: string | undefined;
  readonly bytes: number;
  readonly rows: number;
};

const productsPerPage = 50;

async function readPage(api: Api, { statuses: [status], cursor }: ExportState): Promise<Page> {
  const query = new URLSearchParams({
    status: status ?? "active",
    limit: `${productsPerPage}`,
    ...(cursor ? { cursor } : {}),
  });
  return (await api("GET", `/v1/products/export?${query}`)).json;
}

function linesOf({ items }: Page): string {
  return items.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** Pages of rows, each with where to go on after it. */
export async function* exportPages(
  api: Api,
  from: ExportState,
): AsyncGenerator<{ readonly lines: string; readonly next: ExportState }> {
  let state = from;
  while (state.statuses.length > 0) {
    const page = await readPage(api, state);
    const lines = linesOf(page);
    const statuses = page.nextCursor === undefined ? state.statuses.slice(1) : state.statuses;
    const [bytes, rows] = [state.bytes + Buffer.byteLength(lines), state.rows + page.items.length];
    state = { statuses, cursor: page.nextCursor, bytes, rows };
    yield { lines, next: state };
  }
}

async function* rowsIn(file: string): AsyncGenerator<Row> {
  for await (const entry of ndjsonRows(createReadStream(file))) if ("row" in entry) yield entry.row;
}

/** Turns rows into a CSV file. They are read twice: the header must name the columns of all. */
async function toCsv(from: string, to: string): Promise<void> {
  const names = new Set<string>();
  for await (const row of rowsIn(from)) for (const column of cellsOf(row).keys()) names.add(column);
  const columns = sortedColumns(names.size > 0 ? names : ["slug", "sku"]);
  async function* records() {
    yield columns;
    for await (const row of rowsIn(from)) {
      const cells = cellsOf(row);
      yield columns.map((column) => cells.get(column) ?? "");
    }
  }
  await pipeline(records, stringify(), createWriteStream(to));
}

/**
 * Exports into a file. Pages gather beside it first, and so does where to go on, so that one that was killed goes on.
 *
 * @returns how many rows were written
 */
export async function exportFile(
  api: Api,
  { file, format, statuses }: { readonly file: string; readonly format: Format; readonly statuses: readonly Status[] },
  tell: (rows: number) => void,
): Promise<number> {
  const [partFile, stateFile] = [`${file}.part`, `${file}.state`];
  const fresh: ExportState = { statuses, bytes: 0, rows: 0 };
  let state =
    existsSync(stateFile) && existsSync(partFile)
      ? (JSON.parse(readFileSync(stateFile, "utf8")) as ExportState)
      : fresh;
  if (state === fresh) await writeFile(partFile, "");
  else if ((await stat(partFile)).size > state.bytes) await truncate(partFile, state.bytes);
  for await (const { lines, next } of exportPages(api, state)) {
    await appendFile(partFile, lines);
    await writeFile(`${stateFile}.new`, JSON.stringify(next));
    await rename(`${stateFile}.new`, stateFile);
    state = next;
    tell(state.rows);
  }
  if (format === "csv") await toCsv(partFile, file);
  else await rename(partFile, file);
  await rm(partFile, { force: true });
  await rm(stateFile, { force: true });
  return state.rows;
}
