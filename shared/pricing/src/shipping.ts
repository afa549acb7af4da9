import type { Money } from "@millrace/kernel/money";
import type { Destination } from "./tax.ts";

/** One price of a shipping method; the first row whose bounds all hold counts. Bounds are inclusive, absent ones hold. */
export type ShippingRate = Money & {
  readonly minWeightGrams?: number | undefined;
  readonly maxWeightGrams?: number | undefined;
  /** Minor units of the goods after discounts. */
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
};

export type ShippingMethod = {
  readonly shippingMethodId: string;
  readonly name: string;
  readonly kind: "delivery" | "pickup";
  readonly rates: readonly ShippingRate[];
  readonly taxClass: string;
  /** Calendar days from order to door, or to the counter. */
  readonly minDays: number;
  readonly maxDays: number;
  /** Where a pick-up waits. */
  readonly locationId?: string | undefined;
};

/** A zone's part in a country: the whole country, or the regions named. */
export type CoveredZone = {
  readonly zoneId: string;
  readonly regions?: readonly string[] | undefined;
  readonly methods: readonly ShippingMethod[];
};

/** Everything that can be shipped to a country: one item per country, for a checkout to read. */
export type Coverage = { readonly country: string; readonly zones: readonly CoveredZone[]; readonly version: number };

/** What is to be shipped. */
export type Parcel = {
  readonly currency: string;
  readonly destination: Destination;
  readonly weightGrams: number;
  /** Minor units, after discounts. */
  readonly price: number;
  readonly items: number;
};

/** A way to ship a parcel, and what it costs. */
export type ShippingOption = {
  readonly shippingMethodId: string;
  readonly name: string;
  readonly kind: "delivery" | "pickup";
  readonly amount: Money;
  readonly taxClass: string;
  readonly minDays: number;
  readonly maxDays: number;
  readonly locationId?: string | undefined;
};

/** Whoever quotes shipping: our own zones, or carriers outside. The cheapest first. */
export type ShippingQuoter = (parcel: Parcel) => Promise<readonly ShippingOption[]>;
