import type { KitPart } from "./offer.ts";

type Wanted = { readonly sku: string; readonly quantity: number };

/**
 * The stock that lines take: kits expanded into their parts, one entry per SKU, in the order in which SKUs first occur. A
 * transaction may touch each stock item once only.
 */
export function piecesOf(
  lines: readonly (Wanted & { readonly parts?: readonly KitPart[] | undefined })[],
): readonly Wanted[] {
  const totals = new Map<string, number>();
  for (const { sku, quantity, parts = [{ sku, quantity: 1 }] } of lines) {
    for (const part of parts) totals.set(part.sku, (totals.get(part.sku) ?? 0) + part.quantity * quantity);
  }
  return [...totals].map(([sku, quantity]) => ({ sku, quantity }));
}
