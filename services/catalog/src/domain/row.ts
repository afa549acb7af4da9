import { omitUndefined, type Some } from "@millrace/kernel/omit-undefined";
import type { Product, Variant, Whole } from "./product.ts";

/** An import publishes, and never archives nor takes back. */
export const importedStatuses = ["draft", "active"] as const;

type Fields = Pick<Product, "name" | "categoryIds" | "media" | "metadata"> &
  Pick<Variant, "title" | "options" | "prices" | "taxClass" | "parts"> & {
    readonly description: string | null;
    readonly status: (typeof importedStatuses)[number];
    readonly weightGrams: number | null;
  };

/** A variant and its product, as files carry them. What is not named stays; `null` takes away. */
export type ImportRow = { readonly slug: string; readonly sku: string } & Some<Fields>;

/** What a row says of its product; the rest is about its variant. */
export const productFields = ["name", "description", "status", "categoryIds", "media", "metadata"] as const;
export type ProductFields = Pick<ImportRow, (typeof productFields)[number]>;

export const outcomes = ["created", "updated", "unchanged", "failed"] as const;
export type Outcome = (typeof outcomes)[number];

/** 500 results with so many errors each, none of more bytes than this, fit into the 400 KB of an item, for replays. */
export const maxRowErrors = 2;
export const maxFieldLength = 60;
export const maxReasonLength = 120;

function full<Value>(value: Value): Value | undefined {
  return Object.keys(Object(value)).length > 0 ? value : undefined;
}

/**
 * A product as an import takes it, one row per variant; the first one has the product's fields. What is empty is left
 * out.
 */
export function exportedRows({ product, variants }: Whole): readonly ImportRow[] {
  const { slug, name, description, status, categoryIds, media, metadata } = product;
  return variants.map(({ sku, title, options, prices, taxClass, weightGrams, parts }, index) => {
    if (status === "archived") throw new Error(`${slug} is archived: no import can write that.`);
    const ofProduct = {
      name,
      description,
      status,
      categoryIds: full(categoryIds),
      media: full(media),
      metadata: full(metadata),
    };
    const ofVariant = { sku, title, options: full(options), prices, taxClass, weightGrams, parts };
    return omitUndefined({ slug, ...(index === 0 ? ofProduct : {}), ...ofVariant });
  });
}
