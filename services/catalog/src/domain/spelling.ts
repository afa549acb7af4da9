import type { FieldError } from "@millrace/kernel/errors";

/** SKUs that differ by nothing but case have this in common. */
export function spellingOf(sku: string): string {
  return sku.toLowerCase();
}

/** A new SKU, and where the request names it. */
export type NamedSku = { readonly sku: string; readonly field: string };

/** Says of a SKU, in a list of none or one, that another of `skus` differs from it by case only. */
export function warnsOf(skus: readonly string[]): (named: NamedSku) => readonly FieldError[] {
  const bySpelling = Map.groupBy(skus, spellingOf);
  return ({ sku, field }) => {
    const other = bySpelling.get(spellingOf(sku))?.find((one) => one !== sku);
    return other === undefined ? [] : [{ field, reason: `differs from ${other} by case only` }];
  };
}

/**
 * Each new SKU that another one, known or named beside it, differs from by case alone. Both are valid, and they are two:
 * but people who type or say them will take one for the other.
 */
export function spellingWarnings(named: readonly NamedSku[], known: readonly string[]): readonly FieldError[] {
  return named.flatMap(warnsOf([...known, ...named.map(({ sku }) => sku)]));
}
