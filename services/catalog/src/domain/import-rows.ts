import { canonicalJson } from "@millrace/kernel/canonical-json";
import type { FieldError } from "@millrace/kernel/errors";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import {
  type ImportRow,
  maxFieldLength,
  maxReasonLength,
  maxRowErrors,
  type Outcome,
  type ProductFields,
  productFields,
} from "./row.ts";
import { warnsOf } from "./variant.ts";

/** A row by itself: what it says, or what is wrong with it and the SKU that it names. */
export type ReadRow =
  | { readonly fields: ImportRow }
  | { readonly sku: string | undefined; readonly errors: readonly FieldError[] };

/** What has become of a row, by its place in the request. */
export type RowResult = {
  readonly row: number;
  readonly sku?: string;
  readonly outcome: Outcome;
  readonly productId?: string;
  readonly errors?: readonly FieldError[];
  readonly warnings?: readonly FieldError[];
};

/** A row and its place in the request. */
export type PlacedRow = { readonly row: number; readonly fields: ImportRow };

/** The rows of one product, in their order, and what they say of it together. */
export type ProductRows = {
  readonly slug: string;
  readonly fields: ProductFields;
  readonly rows: readonly PlacedRow[];
};

/** Equal where only the order of fields differs. */
export function same(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** The beginning of a text, of so many bytes at most, and no half of a character. */
function beginningOf(text: string, bytes: number): string {
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString()
    .replace(/\ufffd+$/, "");
}

/** A row that was not written, and why; cut to what a stored answer holds. A field's name is the caller's own word. */
export function failedRow(row: number, sku: string | undefined, errors: readonly FieldError[]): RowResult {
  return {
    row,
    ...omitUndefined({ sku }),
    outcome: "failed",
    errors: errors.slice(0, maxRowErrors).map(({ field, reason }) => ({
      field: field.replace(/[^\w.-]/g, "?").slice(0, maxFieldLength),
      reason: beginningOf(reason, maxReasonLength),
    })),
  };
}

/** The SKUs that rows have brought. */
export function newSkusIn(results: readonly RowResult[]): readonly string[] {
  return results.flatMap(({ outcome, sku }) => (outcome === "created" && sku !== undefined ? [sku] : []));
}

/** Each row whose new SKU differs by case only from one that is `alike`, or from another row's, says so. */
export function withWarnings(results: readonly RowResult[], alike: readonly string[]): readonly RowResult[] {
  const warn = warnsOf([...alike, ...newSkusIn(results)]);
  return results.map((result) => {
    const [sku] = newSkusIn([result]);
    const warnings = sku === undefined ? [] : warn({ sku, field: "sku" });
    return warnings.length > 0 ? { ...result, warnings } : result;
  });
}

/** Each field as the first row that names it does. */
function productFieldsOf(rows: readonly PlacedRow[]): ProductFields {
  return Object.fromEntries(
    productFields.flatMap((field) => {
      const row = rows.find(({ fields }) => fields[field] !== undefined);
      return row === undefined ? [] : [[field, row.fields[field]]];
    }),
  );
}

function contradictions(rows: readonly PlacedRow[], { fields }: PlacedRow): readonly FieldError[] {
  const said = productFieldsOf(rows);
  return productFields
    .filter((field) => said[field] !== undefined && fields[field] !== undefined && !same(said[field], fields[field]))
    .map((field) => ({ field, reason: "differs from what an earlier row says of the product" }));
}

/** Puts the rows of one product together. A row that is wrong fails alone. */
export function gatherRows(read: readonly ReadRow[]): {
  readonly products: readonly ProductRows[];
  readonly failures: readonly RowResult[];
} {
  const failures: RowResult[] = [];
  const bySlug = new Map<string, PlacedRow[]>();
  const rowOfSku = new Map<string, number>();
  for (const [row, one] of read.entries()) {
    if ("errors" in one) {
      failures.push(failedRow(row, one.sku, one.errors));
      continue;
    }
    const { fields } = one;
    const { slug, sku } = fields;
    const placed = { row, fields };
    const sisters = bySlug.get(slug) ?? [];
    const first = rowOfSku.get(sku);
    const errors =
      first === undefined
        ? contradictions(sisters, placed)
        : [{ field: "sku", reason: `is in row ${first} of the same request` }];
    if (errors.length > 0) {
      failures.push(failedRow(row, sku, errors));
      continue;
    }
    rowOfSku.set(sku, row);
    bySlug.set(slug, [...sisters, placed]);
  }
  return { products: [...bySlug].map(([slug, rows]) => ({ slug, fields: productFieldsOf(rows), rows })), failures };
}

function categoriesOf({ fields }: ProductRows): string {
  return fields.categoryIds?.toSorted().join() ?? "";
}

/**
 * Deals products out to lanes that are written at the same time; those of the same categories, whose counts they share,
 * to one.
 */
function dealOut(products: readonly ProductRows[], lanes: number): readonly (readonly ProductRows[])[] {
  const dealt: ProductRows[][] = Array.from({ length: lanes }, () => []);
  const shortest = () => dealt.reduce((one, other) => (other.length < one.length ? other : one));
  const laneOf = new Map<string, ProductRows[]>();
  for (const product of products) {
    const categories = categoriesOf(product);
    const lane = (categories && laneOf.get(categories)) || shortest();
    laneOf.set(categories, lane);
    lane.push(product);
  }
  return dealt.filter(({ length }) => length > 0);
}

function isKit({ fields }: PlacedRow): boolean {
  return fields.parts !== undefined;
}

function having(products: readonly ProductRows[], wanted: (row: PlacedRow) => boolean): readonly ProductRows[] {
  return products
    .map((product) => ({ ...product, rows: product.rows.filter(wanted) }))
    .filter(({ rows }) => rows.length > 0);
}

/** What is no kit, and then kits, since they are made of what is there by then; each wave in lanes. */
export function wavesOf(products: readonly ProductRows[], lanes: number) {
  return [having(products, (row) => !isKit(row)), having(products, isKit)].map((wave) => dealOut(wave, lanes));
}

/** The SKUs that kits may be made of once the rows are written. */
export function promisedBy(products: readonly ProductRows[]): readonly string[] {
  return having(products, (row) => !isKit(row)).flatMap(({ rows }) => rows.map(({ fields }) => fields.sku));
}
