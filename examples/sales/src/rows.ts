import type { FactData } from "@millrace/contracts/define-event";
import type { OrderConfirmed } from "@millrace/contracts/orders";

/** What was sold of a SKU on a day (UTC) in a currency; amounts in the currency's minor units. */
export type Row = {
  readonly day: string;
  readonly sku: string;
  readonly currency: string;
  readonly pieces: number;
  /** What buyers paid for it, with taxes. */
  readonly gross: number;
  /** The same without its taxes. */
  readonly net: number;
};

/** A line of the order as the fact has it. */
type Line = FactData<typeof OrderConfirmed>["lines"][number];

function rowOf(day: string, { sku, quantity, tax, total }: Line): Row {
  const { amount: gross, currency } = total;
  return { day, sku, currency, pieces: quantity, gross, net: gross - (tax?.amount ?? 0) };
}

/** The cell of the sheet that a row stands in. */
export function cellOf({ day, sku, currency }: Pick<Row, "day" | "sku" | "currency">): string {
  return `${day}#${currency}#${sku}`;
}

function plus(one: Row, other: Row): Row {
  return { ...one, pieces: one.pieces + other.pieces, gross: one.gross + other.gross, net: one.net + other.net };
}

/**
 * What a confirmed order adds to the sheet, one row a cell. Additions commute, so the order of facts does not matter; each
 * must be added once.
 */
export function rowsOf(occurredAt: string, { lines }: Pick<FactData<typeof OrderConfirmed>, "lines">): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const line of lines) {
    const row = rowOf(occurredAt.slice(0, 10), line);
    const there = rows.get(cellOf(row));
    rows.set(cellOf(row), there === undefined ? row : plus(there, row));
  }
  return [...rows.values()];
}

/** The sheet as CSV (RFC 4180), sorted by day, SKU and currency. A SKU holds no comma, quote or line break. */
export function csvOf(rows: readonly Row[]): string {
  const lines = rows.map(({ day, sku, currency, pieces, gross, net }) =>
    [day, sku, currency, pieces, gross, net].join(","),
  );
  return ["day,sku,currency,pieces,gross,net", ...lines.sort(), ""].join("\r\n");
}
