import type { Money } from "@millrace/kernel/money";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { regionAmong, regionGap } from "@millrace/kernel/regions";
import type { DeliveryEstimate, Destination, SkuQuantity } from "@millrace/kernel/sale";

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

/** A way of shipping into a zone, with its rates. */
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

/** A location of the shop, as far as taxes ask. */
export type PickupLocation = {
  readonly locationId: string;
  readonly country?: string | undefined;
  readonly region?: string | undefined;
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
  /** Where a pick-up waits, if the shop says so of the location; what is fetched is taxed there. */
  readonly place?: Destination | undefined;
};

/** Whether goods can be fetched at a location: all of their units are there. */
export type PickUps = (goods: readonly SkuQuantity[], locationId: string) => boolean;

/** Whoever quotes shipping: our own zones, or carriers outside. The cheapest first. */
export type ShippingQuoter = (parcel: Parcel) => Promise<readonly ShippingOption[]>;

/** The regions that zones name. */
export function zonedRegions({ zones }: Coverage): readonly string[] {
  return zones.flatMap(({ regions = [] }) => regions);
}

/**
 * The zone that names the region, or the narrowest one that it is a part of, wins over the one of the whole country. There
 * is none while the destination leaves its region open.
 */
function zoneOf(coverage: Coverage, destination: Destination): CoveredZone | undefined {
  const { zones } = coverage;
  const named = zonedRegions(coverage);
  if (regionGap(named, destination) !== undefined) return undefined;
  const region = regionAmong(named, destination);
  return (
    zones.find(({ regions }) => region !== undefined && regions?.includes(region)) ??
    zones.find(({ regions }) => regions === undefined)
  );
}

function within(value: number, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): boolean {
  return least <= value && value <= most;
}

function rateOf({ rates }: ShippingMethod, { currency, weightGrams, price, items }: Parcel): ShippingRate | undefined {
  return rates.find(
    (rate) =>
      rate.currency === currency &&
      within(weightGrams, rate.minWeightGrams, rate.maxWeightGrams) &&
      within(price, rate.minPrice, rate.maxPrice) &&
      within(items, rate.minItems, rate.maxItems),
  );
}

/** By code units: the order must not depend on a server's locale. */
function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The cheapest first, then by name. */
function byAmount(left: ShippingOption, right: ShippingOption): number {
  return (
    left.amount.amount - right.amount.amount ||
    compareText(left.name, right.name) ||
    compareText(left.shippingMethodId, right.shippingMethodId)
  );
}

function placeOf(locations: readonly PickupLocation[], { kind, locationId }: ShippingMethod): Destination | undefined {
  if (kind !== "pickup") return undefined;
  const { country, region } = locations.find((location) => location.locationId === locationId) ?? {};
  return country === undefined ? undefined : omitUndefined({ country, region });
}

/** Quotes by the shop's own zones; a method without a row that fits the parcel is not offered, without coverage none is. */
export function zonesQuoter(coverage: Coverage | undefined, locations: readonly PickupLocation[] = []): ShippingQuoter {
  return async (parcel) => {
    if (coverage === undefined) return [];
    if (coverage.country !== parcel.destination.country) {
      throw new RangeError(`The zones of ${coverage.country} do not reach ${parcel.destination.country}.`);
    }
    const methods = zoneOf(coverage, parcel.destination)?.methods ?? [];
    const options = methods.flatMap((method): ShippingOption[] => {
      const rate = rateOf(method, parcel);
      if (rate === undefined) return [];
      const { shippingMethodId, name, kind, taxClass, minDays, maxDays, locationId } = method;
      const amount = { amount: rate.amount, currency: rate.currency };
      const place = placeOf(locations, method);
      return [omitUndefined({ shippingMethodId, name, kind, amount, taxClass, minDays, maxDays, locationId, place })];
    });
    return options.sort(byAmount);
  };
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** When a parcel that is ordered at a time arrives; it leaves later when its goods are ready only later. */
export function estimateOf(
  { minDays, maxDays }: Pick<ShippingOption, "minDays" | "maxDays">,
  at: Date,
  readyAt?: Date,
): DeliveryEstimate {
  const from = Math.max(at.getTime(), readyAt?.getTime() ?? at.getTime());
  // UTC knows no daylight saving: its days are all alike.
  const dayAfter = (days: number): string => new Date(from + days * dayMilliseconds).toISOString().slice(0, 10);
  return { earliest: dayAfter(minDays), latest: dayAfter(maxDays) };
}
