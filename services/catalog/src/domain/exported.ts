import { omitUndefined } from "@millrace/kernel/omit-undefined";
import type { ImportRow } from "./import-rows.ts";
import type { Product } from "./product.ts";
import type { Variant } from "./variant.ts";

function isFull(value: unknown): boolean {
  return Object.keys(Object(value)).length > 0;
}

function full<Value>(value: Value): Value | undefined {
  return isFull(value) ? value : undefined;
}

/** A product as an import takes it, one row per variant; the first one has the product's fields. What is empty is left out. */
export function exportedRows(
  { slug, name, description, status, categoryIds, media, metadata }: Product,
  variants: readonly Variant[],
): readonly ImportRow[] {
  return variants.map(({ sku, title, options, prices, taxClass, weightGrams, parts }, index) => {
    if (status === "archived") throw new Error(`${slug} is archived: no import can write that.`);
    const ofProduct = {
      name,
      description,
      status,
      categoryIds: full([...categoryIds]),
      media: full([...media]),
      metadata: full(metadata),
    };
    const ofVariant = { sku, title, options: full(options), prices: [...prices], taxClass, weightGrams };
    return omitUndefined({
      slug,
      ...(index === 0 ? ofProduct : {}),
      ...ofVariant,
      parts: parts && [...parts],
    });
  });
}
