import type { FieldError } from "./errors.ts";
import type { PartsPerMillion } from "./money.ts";

/** So many units of one SKU. */
export type SkuQuantity = { readonly sku: string; readonly quantity: number };

/** A line of a sale: units of a SKU, and what one of them is made of where the SKU is a kit. */
export type SaleLine = SkuQuantity & { readonly parts?: readonly SkuQuantity[] | undefined };

/** A coupon's code, normalized, and the promotion it belongs to. */
export type HeldCoupon = { readonly code: string; readonly promotionId: string };

/** A SKU's units that are an order's, by the location they are at. */
export type Hold = SkuQuantity & {
  readonly locationId: string;
  /** The first number of the ticket that the units were taken by. */
  readonly ticket?: number | undefined;
  /** They were taken in a rush: what becomes of them comes into the counters later. */
  readonly later?: boolean | undefined;
};

/**
 * What goods are taxed as that no other class is named for, and the class whose rates hold where there are none of
 * their own.
 */
export const standardTaxClass = "standard";

/** Where goods go, as far as taxes and shipping ask: no personal data. */
export type Destination = { readonly country: string; readonly region?: string | undefined };

/**
 * The stock that lines take: kits expanded into their parts, one entry per SKU, in the order in which SKUs first occur. A
 * transaction may touch each stock item once only.
 */
export function unitsBySku(lines: readonly SaleLine[]): readonly SkuQuantity[] {
  const totals = new Map<string, number>();
  for (const { sku, quantity, parts = [{ sku, quantity: 1 }] } of lines) {
    for (const part of parts) totals.set(part.sku, (totals.get(part.sku) ?? 0) + part.quantity * quantity);
  }
  return [...totals].map(([sku, quantity]) => ({ sku, quantity }));
}

/** Each line that takes units of a SKU, with a reason; that is told what of the line it is about where it is a kit's part. */
export function namingLines(
  lines: readonly SaleLine[],
  sku: string,
  reasonOf: (ofPart: string) => string,
): readonly FieldError[] {
  return lines.flatMap(({ sku: named, parts }): readonly FieldError[] => {
    const field = `lines.${named}`;
    if (parts === undefined) return named === sku ? [{ field, reason: reasonOf("") }] : [];
    return parts.some((part) => part.sku === sku) ? [{ field, reason: reasonOf(` of its part ${sku}`) }] : [];
  });
}

/** One tax's share of an amount: parts per million, and minor units. */
export type TaxShare = { readonly name: string; readonly rate: PartsPerMillion; readonly amount: number };

/** What each tax comes to in all, by name and rate, in the order of its first share. */
export function taxTotalsOf(shares: readonly TaxShare[]): readonly TaxShare[] {
  const totals = new Map<string, TaxShare>();
  for (const { name, rate, amount } of shares) {
    const key = JSON.stringify([name, rate]);
    totals.set(key, { name, rate, amount: (totals.get(key)?.amount ?? 0) + amount });
  }
  return [...totals.values()];
}

/** The days of arrival, `YYYY-MM-DD` in UTC. */
export type DeliveryEstimate = { readonly earliest: string; readonly latest: string };
