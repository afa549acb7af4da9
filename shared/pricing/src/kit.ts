import type { KitPart } from "./offer.ts";

/** So many pieces of a SKU. */
export type Pieces = { readonly sku: string; readonly quantity: number };

/** What stock a line takes: its own SKU's pieces, or its parts' when it is a kit. */
type Line = Pieces & { readonly parts?: readonly KitPart[] | undefined };

/** The pieces that lines take from stock, kits expanded, summed by SKU in the order of first need. */
export const piecesOf = (lines: readonly Line[]): readonly Pieces[] => {
  const totals = new Map<string, number>();
  for (const { sku, quantity, parts = [{ sku, quantity: 1 }] } of lines) {
    for (const part of parts) totals.set(part.sku, (totals.get(part.sku) ?? 0) + part.quantity * quantity);
  }
  return [...totals].map(([sku, quantity]) => ({ sku, quantity }));
};
