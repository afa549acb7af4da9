import { given } from "@millrace/kernel/given";
import type { ImportRow } from "./import-rows.ts";
import type { Product } from "./product.ts";
import type { Variant } from "./variant.ts";

const isFull = (value: unknown): boolean => Object.keys(Object(value)).length > 0;

const full = <Value>(value: Value): Value | undefined => (isFull(value) ? value : undefined);

/** A product as an import takes it, one row per variant; the first one has the product's fields. What is empty is left out. */
export const exportedRows = (
  { slug, name, description, status, categoryIds, media, metadata }: Product,
  variants: readonly Variant[],
): readonly ImportRow[] =>
  variants.map(({ sku, title, options, prices, taxClass, weightGrams, parts }, index) => {
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
    return given({
      slug,
      ...(index === 0 ? ofProduct : {}),
      ...ofVariant,
      parts: parts && [...parts],
    });
  });
