import { minorDigits } from "@millrace/kernel/currencies";

/** A row of the catalog as plain values, before the API has looked at it. */
export type Row = Readonly<Record<string, unknown>>;

/** A header of a CSV file that names columns nobody knows. */
class ColumnsError extends Error {
  override readonly name = "ColumnsError";
}

const texts = ["slug", "name", "description", "status", "sku", "title", "taxClass"];

const separator = "|";

/** Where a cell goes in a row, and what it is there. */
type Place = {
  readonly field: string;
  /** Of a field with named parts: which one. */
  readonly part?: string;
  /** Of a field that lists members with parts: which member, and what it has by being that one. */
  readonly member?: { readonly key: string; readonly has?: object };
  readonly read: (cell: string) => unknown;
};

function placeOf(column: string): Place | undefined {
  if (texts.includes(column)) return { field: column, read: asItIs };
  if (column === "weightGrams") return { field: column, read: numberIn };
  if (column === "categoryIds") return { field: column, read: (cell) => cell.split(separator) };
  if (column === "parts") return { field: column, read: partsIn };
  const [, pairs, key] = /^(option|metadata)\.(.+)$/.exec(column) ?? [];
  if (pairs && key) return { field: pairs === "option" ? "options" : pairs, part: key, read: asItIs };
  const [, currency, from, compareAt] = /^price\.([A-Z]{3})(?:\.from\.([1-9]\d*))?(\.compareAt)?$/.exec(column) ?? [];
  if (currency && minorDigits.has(currency)) {
    const has = { currency, ...(from && from !== "1" && { minQuantity: Number(from) }) };
    const member = { key: `${currency} ${from ?? "1"}`, has };
    return { field: "prices", member, part: compareAt ? "compareAt" : "amount", read: numberIn };
  }
  const [, index, part] = /^media\.([1-9]\d?)\.(url|alt)$/.exec(column) ?? [];
  return index && part ? { field: "media", member: { key: index }, part, read: asItIs } : undefined;
}

/** @throws ColumnsError naming each column that is not known or is there twice, or a needed one that is not there. */
export function checkColumns(columns: readonly string[]): void {
  const unknown = columns.filter((column) => placeOf(column) === undefined);
  if (unknown.length > 0) {
    throw new ColumnsError(
      `Unknown columns: ${unknown.map((name) => JSON.stringify(name)).join(", ")}. --help lists those that are known.`,
    );
  }
  const twice = columns.filter((column, index) => columns.indexOf(column) !== index);
  if (twice.length > 0) throw new ColumnsError(`Columns that are there twice: ${twice.join(", ")}.`);
  const missing = ["slug", "sku"].filter((column) => !columns.includes(column));
  if (missing.length > 0) throw new ColumnsError(`Columns that are needed: ${missing.join(", ")}.`);
}

/** What is no number stays what it is: the API then says so of the row. */
function numberIn(cell: string): number | string {
  return /^-?\d+$/.test(cell) ? Number(cell) : cell;
}

/** `SKU*2|OTHER*1`. A SKU may hold both signs: the last `*` before digits counts, and `\\` keeps a `|` from dividing. */
function partsIn(cell: string) {
  const parts = (cell.match(/(?:\\.|[^\\|])+/g) ?? []).map((part) => part.trim());
  return parts.map((part) => {
    const [, sku = part, quantity = "1"] = /^(.+)\*(\d+)$/.exec(part) ?? [];
    return { sku: sku.replace(/\\(.)/g, "$1"), quantity: Number(quantity) };
  });
}

function partCell({ sku, quantity }: { readonly sku: string; readonly quantity: number }): string {
  return `${sku.replace(/[\\|]/g, "\\$&")}*${quantity}`;
}

function asItIs(cell: string): string {
  return cell;
}

/** A row of a CSV file. An empty cell names nothing, and blanks around a cell are none of it. */
export function rowOfCells(columns: readonly string[], cells: readonly string[]): Row {
  const row: Record<string, unknown> = {};
  const lists = new Map<string, Map<string, object>>();
  for (const [index, column] of columns.entries()) {
    const [cell = "", place] = [cells[index]?.trim(), placeOf(column)];
    if (cell === "" || place === undefined) continue;
    const { field, part, member, read } = place;
    if (member !== undefined && part !== undefined) {
      const members = lists.get(field) ?? new Map<string, object>();
      lists.set(field, members.set(member.key, { ...member.has, ...members.get(member.key), [part]: read(cell) }));
    } else row[field] = part === undefined ? read(cell) : { ...Object(row[field]), [part]: read(cell) };
  }
  for (const [field, members] of lists) {
    // Pictures stand in the order of their numbers, prices in that of their columns.
    const inOrder =
      field === "media" ? [...members].toSorted(([one], [other]) => Number(one) - Number(other)) : members;
    row[field] = [...inOrder].map(([, member]) => member);
  }
  return row;
}

type Price = {
  readonly currency: string;
  readonly amount: number;
  readonly minQuantity?: number;
  readonly compareAt?: number;
};

function priceCells({ currency, amount, minQuantity = 1, compareAt }: Price): readonly (readonly [string, string])[] {
  const column = minQuantity === 1 ? `price.${currency}` : `price.${currency}.from.${minQuantity}`;
  return [
    [column, `${amount}`],
    ...(compareAt === undefined ? [] : [[`${column}.compareAt`, `${compareAt}`] as const]),
  ];
}

function pairCells(prefix: string, pairs: unknown): readonly (readonly [string, string])[] {
  return Object.entries(Object(pairs)).map(([key, value]) => [`${prefix}.${key}`, `${value}`]);
}

/** The cells of an exported row, by column. */
export function cellsOf(row: Row): ReadonlyMap<string, string> {
  const { categoryIds, parts, options, metadata, prices, media, ...plain } = row;
  const cells: (readonly [string, string])[] = Object.entries(plain).map(([field, value]) => [field, `${value ?? ""}`]);
  if (Array.isArray(categoryIds)) cells.push(["categoryIds", categoryIds.join(separator)]);
  if (Array.isArray(parts)) cells.push(["parts", parts.map(partCell).join(separator)]);
  cells.push(...pairCells("option", options), ...pairCells("metadata", metadata));
  if (Array.isArray(prices)) cells.push(...prices.flatMap(priceCells));
  if (Array.isArray(media)) {
    cells.push(...media.flatMap((one, index) => pairCells(`media.${index + 1}`, one)));
  }
  return new Map(cells);
}

const ranks = [
  ..."slug name description status categoryIds sku title option price".split(" "),
  ..."taxClass weightGrams parts media metadata".split(" "),
];

/** Columns in the order in which people look for them. */
export function sortedColumns(columns: Iterable<string>): readonly string[] {
  const rank = (column: string): number => ranks.indexOf(column.split(".")[0] ?? column);
  return [...columns].toSorted(
    (one, other) => rank(one) - rank(other) || one.localeCompare(other, "en", { numeric: true }),
  );
}
