import type { FieldError } from "@millrace/kernel/errors";
import type { Made } from "./draft.ts";
import type { PlacedRow, ProductRows } from "./import-rows.ts";
import { addition, creation, type Intention, productChange, variantChange, wantsOtherParts } from "./import-steps.ts";
import type { Variant, Whole } from "./product.ts";
import type { ImportRow } from "./row.ts";
import { optionsKey, sameOptionsAs } from "./variant.ts";

/** What is stored of a product's rows: the product, if there is one, and whoever has the SKUs that they name. */
export type Seen = {
  readonly whole?: Whole | undefined;
  readonly bySku: ReadonlyMap<string, Variant>;
};

/** What rows cannot do, and what is to be done for the others, in this order. */
export type ImportPlan = {
  readonly failures: readonly { readonly row: PlacedRow; readonly errors: readonly FieldError[] }[];
  readonly intentions: readonly Intention[];
};

/** What keeps every row of a product from being written. */
function ofProduct({ fields: { name, status } }: ProductRows, whole: Whole | undefined): readonly FieldError[] {
  if (whole === undefined) return name === undefined ? [{ field: "name", reason: "is needed for a new product" }] : [];
  if (whole.product.status === "archived") return [{ field: "slug", reason: "belongs to an archived product" }];
  if (whole.product.status === "active" && status === "draft")
    return [{ field: "status", reason: "is active, and does not become a draft again" }];
  return [];
}

function missing({ title, prices }: ImportRow): readonly FieldError[] {
  return Object.entries({ title, prices }).flatMap(([field, value]) =>
    value === undefined ? [{ field, reason: "is needed for a new variant" }] : [],
  );
}

/** What keeps one row from being written. */
function ofRow({ fields }: PlacedRow, { whole, bySku }: Seen): readonly FieldError[] {
  const variant = bySku.get(fields.sku);
  if (variant === undefined) return missing(fields);
  if (variant.productId !== whole?.product.productId)
    return [{ field: "sku", reason: `${fields.sku} belongs to another product` }];
  return wantsOtherParts(variant, fields) ? [{ field: "parts", reason: "never change; give the kit another SKU" }] : [];
}

type Optioned = Pick<Variant, "sku" | "options">;

/** The options that a row's variant is to have. */
function wantedOf({ fields: { sku, options } }: PlacedRow, { bySku }: Seen): Optioned {
  return { sku, options: options ?? bySku.get(sku)?.options ?? {} };
}

/** What keeps rows from having the options they want: variants that keep theirs, and rows before them. */
function sharedOptions(rows: readonly PlacedRow[], seen: Seen): ImportPlan["failures"] {
  const named = new Set(rows.map(({ fields }) => fields.sku));
  const kept: Optioned[] = (seen.whole?.variants ?? []).filter(({ sku }) => !named.has(sku));
  return rows.flatMap((row) => {
    const wanted = wantedOf(row, seen);
    const other = sameOptionsAs(wanted, kept);
    if (other === undefined) kept.push(wanted);
    return other === undefined
      ? []
      : [{ row, errors: [{ field: "options", reason: `are those of ${other.sku} too` }] }];
  });
}

/**
 * The rows in an order in which none takes options that another still has, since each is written by itself. Rows that trade
 * theirs come last, and are refused.
 */
function inTurn(rows: readonly PlacedRow[], seen: Seen): readonly PlacedRow[] {
  const had = new Map((seen.whole?.variants ?? []).map((variant) => [variant.sku, optionsKey(variant)]));
  const wanted = new Map(rows.map((row) => [row, optionsKey(wantedOf(row, seen))]));
  const isFree = (row: PlacedRow): boolean => {
    const key = wanted.get(row);
    return key === "" || [...had].every(([sku, other]) => other !== key || sku === row.fields.sku);
  };
  let waiting = rows;
  const turns: PlacedRow[] = [];
  for (;;) {
    const next = waiting.find(isFree);
    if (next === undefined) return [...turns, ...waiting];
    turns.push(next);
    waiting = waiting.filter((row) => row !== next);
    had.set(next.fields.sku, wanted.get(next) ?? "");
  }
}

/**
 * Decides what the rows of one product come to: what is not there is created, what differs is changed.
 *
 * @param promised SKUs beside the stored ones that kits may be made of: what a dry run would have written by then
 */
export function planImport(product: ProductRows, seen: Seen, made: Made, promised: readonly string[] = []): ImportPlan {
  const { whole, bySku } = seen;
  const ofAll = ofProduct(product, whole);
  const judged = product.rows.map((row) => ({ row, errors: ofAll.length > 0 ? ofAll : ofRow(row, seen) }));
  const sound = judged.filter(({ errors }) => errors.length === 0).map(({ row }) => row);
  const alike = sharedOptions(sound, seen);
  const failures = [...judged.filter(({ errors }) => errors.length > 0), ...alike];
  const rows = sound.filter((row) => !alike.some((failure) => failure.row === row));
  if (rows.length === 0) return { failures, intentions: [] };
  const known = [...bySku.values(), ...promised.map((sku) => ({ sku }))];
  if (whole === undefined) {
    const first = creation({ ...product, rows }, made, known);
    const later = rows.slice(first.rows.length).map((row) => addition(row, known));
    return { failures, intentions: [first, ...later] };
  }
  const ofVariants = inTurn(rows, seen).map((row) => {
    // One that was added after the product was read is none of it yet: then the lock fails.
    const variant = whole.variants.find(({ sku }) => sku === row.fields.sku);
    return variant === undefined ? addition(row, known) : variantChange(variant, row);
  });
  const wanted = [productChange(whole.product, { ...product, rows }, made.at), ...ofVariants];
  return { failures, intentions: wanted.filter((intention) => intention !== undefined) };
}
