/** A row of the catalog as plain values, before the API has looked at it. */
export type Row = Readonly<Record<string, unknown>>;

/** A header of a CSV file that names columns nobody knows. */
class ColumnsError extends Error {
  override readonly name = "ColumnsError";
}

const texts = ["slug", "name", "description", "status", "sku", "title", "taxClass"] as const;

const separator = "|";

/** Where a cell goes in a row, and what it is there. */
type Place =
  | { readonly kind: "text"; readonly field: string }
  | { readonly kind: "number"; readonly field: string }
  | { readonly kind: "list"; readonly field: string }
  | { readonly kind: "parts"; readonly field: string }
  | { readonly kind: "pair"; readonly field: string; readonly key: string }
  | { readonly kind: "price"; readonly currency: string; readonly from: string; readonly part: "amount" | "compareAt" }
  | { readonly kind: "media"; readonly index: number; readonly part: "url" | "alt" };

function placeOf(column: string): Place | undefined {
  if ((texts as readonly string[]).includes(column)) return { kind: "text", field: column };
  if (column === "weightGrams") return { kind: "number", field: column };
  if (column === "categoryIds") return { kind: "list", field: column };
  if (column === "parts") return { kind: "parts", field: column };
  const [, field, key] = /^(option|metadata)\.(.+)$/.exec(column) ?? [];
  if (field !== undefined && key !== undefined)
    return { kind: "pair", field: field === "option" ? "options" : field, key };
  const [, currency, from = "1", compareAt] =
    /^price\.([A-Z]{3})(?:\.from\.([1-9]\d*))?(\.compareAt)?$/.exec(column) ?? [];
  if (currency !== undefined) return { kind: "price", currency, from, part: compareAt ? "compareAt" : "amount" };
  const [, index, part] = /^media\.([1-9]\d?)\.(url|alt)$/.exec(column) ?? [];
  if (index !== undefined) return { kind: "media", index: Number(index) - 1, part: part === "alt" ? "alt" : "url" };
  return undefined;
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

function partIn(cell: string) {
  const [sku, quantity = "1"] = cell.split("*");
  return { sku, quantity: numberIn(quantity) };
}

/** A row of a CSV file. An empty cell names nothing. */
export function rowOfCells(columns: readonly string[], cells: readonly string[]): Row {
  const row: Record<string, unknown> = {};
  const groups = new Map<string, Map<string | number, Record<string, unknown>>>();
  const inGroup = (field: string, key: string | number): Record<string, unknown> => {
    const group = groups.get(field) ?? new Map<string | number, Record<string, unknown>>();
    groups.set(field, group);
    const member = group.get(key) ?? {};
    group.set(key, member);
    return member;
  };
  for (const [index, column] of columns.entries()) {
    const [cell = "", place] = [cells[index], placeOf(column)];
    if (cell === "" || place === undefined) continue;
    if (place.kind === "text") row[place.field] = cell;
    else if (place.kind === "number") row[place.field] = numberIn(cell);
    else if (place.kind === "list") row[place.field] = cell.split(separator);
    else if (place.kind === "parts") row[place.field] = cell.split(separator).map(partIn);
    else if (place.kind === "pair") row[place.field] = { ...Object(row[place.field]), [place.key]: cell };
    else if (place.kind === "media") inGroup("media", place.index)[place.part] = cell;
    else {
      const from = place.from === "1" ? {} : { minQuantity: Number(place.from) };
      Object.assign(inGroup("prices", `${place.currency} ${place.from}`), {
        currency: place.currency,
        ...from,
        [place.part]: numberIn(cell),
      });
    }
  }
  for (const [field, group] of groups) {
    const members =
      field === "media" ? [...group].toSorted(([one], [other]) => Number(one) - Number(other)) : [...group];
    row[field] = members.map(([, member]) => member);
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
  if (Array.isArray(parts))
    cells.push(["parts", parts.map(({ sku, quantity }) => `${sku}*${quantity}`).join(separator)]);
  cells.push(...pairCells("option", options), ...pairCells("metadata", metadata));
  if (Array.isArray(prices)) cells.push(...prices.flatMap(priceCells));
  if (Array.isArray(media)) {
    cells.push(...media.flatMap((one, index) => pairCells(`media.${index + 1}`, one)));
  }
  return new Map(cells);
}

const order = [
  "slug",
  "name",
  "description",
  "status",
  "categoryIds",
  "sku",
  "title",
  "option",
  "price",
  "taxClass",
  "weightGrams",
  "parts",
  "media",
  "metadata",
];

/** Columns in the order in which people look for them. */
export function sortedColumns(columns: Iterable<string>): readonly string[] {
  const rank = (column: string): number => order.indexOf(column.split(".")[0] ?? column);
  return [...columns].toSorted(
    (one, other) => rank(one) - rank(other) || one.localeCompare(other, "en", { numeric: true }),
  );
}
