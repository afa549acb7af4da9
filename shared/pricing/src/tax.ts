import { allocate, type PartsPerMillion, share } from "@millrace/kernel/money";
import { type Destination, standardTaxClass } from "@millrace/kernel/sale";
import { regionAmong, regionGap } from "./regions.ts";

/** One tax on one class of goods. */
export type TaxRate = { readonly name: string; readonly taxClass: string; readonly rate: PartsPerMillion };

/** A country's taxes. A region that is named replaces the country's rates by its own. */
export type TaxRates = {
  readonly country: string;
  /** Whether the shop's prices include this country's taxes. */
  readonly pricesInclude: boolean;
  readonly rates: readonly TaxRate[];
  readonly regions: readonly { readonly region: string; readonly rates: readonly TaxRate[] }[];
  readonly version: number;
};

/** What is taxed: amounts after discounts, in minor units. */
export type TaxBasis = {
  readonly currency: string;
  readonly destination: Destination;
  readonly lines: readonly { readonly taxClass: string; readonly amount: number }[];
  readonly shipping?: { readonly taxClass: string; readonly amount: number } | undefined;
};

/** One tax's share of an amount. */
export type TaxShare = { readonly name: string; readonly rate: PartsPerMillion; readonly amount: number };

/**
 * The taxes of each line and of shipping, in the basis' order. Included taxes are part of the amounts, others come on
 * top.
 */
export type Taxation = {
  readonly included: boolean;
  readonly lines: readonly (readonly TaxShare[])[];
  readonly shipping: readonly TaxShare[];
};

/** Whoever knows taxes: our own rates, or an engine outside. */
export type TaxEngine = (basis: TaxBasis) => Promise<Taxation>;

/** The regions whose taxes are not the country's. */
export function taxedRegions(rates: TaxRates): readonly string[] {
  return rates.regions.map(({ region }) => region);
}

/**
 * Taxes on one class: the region's own rates where it is named, or one that it is a part of; those of the standard class
 * where the class has none; none while the destination leaves its region open.
 */
function ratesOf(rates: TaxRates, destination: Destination, taxClass: string): readonly TaxRate[] {
  const named = taxedRegions(rates);
  if (regionGap(named, destination) !== undefined) return [];
  const region = regionAmong(named, destination);
  const here = rates.regions.find((one) => one.region === region)?.rates ?? rates.rates;
  const own = here.filter((rate) => rate.taxClass === taxClass);
  return own.length > 0 ? own : here.filter((rate) => rate.taxClass === standardTaxClass);
}

const million = 1_000_000n;

/** The tax inside an amount, rounded half up. */
function includedIn(amount: number, rate: PartsPerMillion): number {
  const whole = million + BigInt(rate);
  return Number((2n * BigInt(amount) * BigInt(rate) + whole) / (2n * whole));
}

/**
 * Taxes by a country's own rates; without rates nothing is taxed. Several taxes on one amount are computed once for
 * their summed rate and then split, so that their shares add up to it.
 */
export function ratesEngine(rates: TaxRates | undefined): TaxEngine {
  return async ({ currency, destination, lines, shipping }) => {
    if (rates === undefined) return { included: false, lines: lines.map(() => []), shipping: [] };
    if (rates.country !== destination.country) {
      throw new RangeError(`The taxes of ${rates.country} are not those of ${destination.country}.`);
    }
    const sharesOf = ({ taxClass, amount }: TaxBasis["lines"][number]): readonly TaxShare[] => {
      if (amount < 0) throw new RangeError(`Nothing to tax: ${amount}.`);
      const taxes = ratesOf(rates, destination, taxClass);
      if (taxes.length === 0) return [];
      const weights = taxes.map(({ rate }) => rate);
      const summed = weights.reduce((sum, rate) => sum + rate, 0);
      const tax = rates.pricesInclude ? includedIn(amount, summed) : share({ amount, currency }, summed).amount;
      const split = allocate({ amount: tax, currency }, weights);
      return taxes.map(({ name, rate }, index) => ({ name, rate, amount: split[index]?.amount ?? 0 }));
    };
    return { included: rates.pricesInclude, lines: lines.map(sharesOf), shipping: shipping ? sharesOf(shipping) : [] };
  };
}

/** What each tax comes to in all, by name and rate, in the order of its first share. */
export function taxTotalsOf({ lines, shipping }: Taxation): readonly TaxShare[] {
  const totals = new Map<string, TaxShare>();
  for (const { name, rate, amount } of [...lines.flat(), ...shipping]) {
    const key = JSON.stringify([name, rate]);
    totals.set(key, { name, rate, amount: (totals.get(key)?.amount ?? 0) + amount });
  }
  return [...totals.values()];
}
