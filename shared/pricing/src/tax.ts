import { apportion, type PartsPerMillion } from "@millrace/kernel/money";
import { regionAmong, regionGap } from "@millrace/kernel/regions";
import { type Destination, standardTaxClass, type TaxShare } from "@millrace/kernel/sale";

/** One tax on one class of goods. */
export type TaxRate = { readonly name: string; readonly taxClass: string; readonly rate: PartsPerMillion };

/**
 * What is rounded: each tax of each line, or each tax once for the whole document, to be split among its lines. The law
 * of a country says which.
 */
export const taxRoundings = ["line", "document"] as const;
export type TaxRounding = (typeof taxRoundings)[number];

/** A country's taxes. A region that is named replaces the country's rates by its own. */
export type TaxRates = {
  readonly country: string;
  /** Whether the shop's prices include this country's taxes. */
  readonly pricesInclude: boolean;
  readonly rounding: TaxRounding;
  readonly rates: readonly TaxRate[];
  readonly regions: readonly { readonly region: string; readonly rates: readonly TaxRate[] }[];
  readonly version: number;
};

/** An amount after discounts, in minor units, and where it is taxed. */
export type Taxable = { readonly taxClass: string; readonly amount: number; readonly place: Destination };

/** What is taxed. */
export type TaxBasis = {
  readonly currency: string;
  /** Where the goods come into the buyer's hands: prices include taxes, or not, as they do there. */
  readonly place: Destination;
  readonly lines: readonly Taxable[];
  readonly shipping?: Taxable | undefined;
};

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

/** Reads a country's taxes; undefined where the shop collects none. */
export type RatesIn = (country: string) => Promise<TaxRates | undefined>;

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

/** A tax on an amount before it is rounded, as a fraction of minor units. */
type Due = Omit<TaxShare, "amount"> & {
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly country: string;
  readonly byDocument: boolean;
};

/** The taxes on an amount. Included ones share it with the net amount, in proportion to their rates. */
function dueOn({ taxClass, amount, place }: Taxable, rates: TaxRates | undefined, included: boolean): readonly Due[] {
  if (amount < 0) throw new RangeError(`Nothing to tax: ${amount}.`);
  if (rates === undefined) return [];
  const taxes = ratesOf(rates, place, taxClass);
  const summed = taxes.reduce((sum, { rate }) => sum + BigInt(rate), 0n);
  const denominator = included ? million + summed : million;
  const { country } = place;
  const byDocument = rates.rounding === "document";
  return taxes.map(({ name, rate }) => ({
    ...{ name, rate, country, byDocument, denominator },
    numerator: BigInt(amount) * BigInt(rate),
  }));
}

/** What is due in all, rounded once, half up; each share of it is what is due there, rounded down or up. */
function roundedTogether(dues: readonly Due[]): readonly TaxShare[] {
  const common = [...new Set(dues.map(({ denominator }) => denominator))].reduce((product, one) => product * one, 1n);
  const exact = dues.map(({ numerator, denominator }) => (numerator * common) / denominator);
  const sum = exact.reduce((total, one) => total + one, 0n);
  const shares = apportion((2n * sum + common) / (2n * common), exact, common);
  return dues.map(({ name, rate }, index) => ({ name, rate, amount: shares[index] ?? 0 }));
}

/** Each amount's taxes, rounded by themselves or once for the whole document, as their countries want it. */
function rounded(dues: readonly (readonly Due[])[]): readonly (readonly TaxShare[])[] {
  const keyOf = ({ country, name, rate }: Due): string => JSON.stringify([country, name, rate]);
  const groups = Map.groupBy(dues.flat(), (due) => (due.byDocument ? keyOf(due) : due));
  const shares = new Map(
    [...groups.values()].flatMap((group) => {
      const together = roundedTogether(group);
      return group.map((due, index) => [due, together[index]] as const);
    }),
  );
  return dues.map((taxes) => taxes.flatMap((due) => shares.get(due) ?? []));
}

/** The taxes of all countries that something is taxed in, those of the basis' own place first. */
async function readRates({ place, lines, shipping }: TaxBasis, ratesIn: RatesIn): Promise<readonly TaxRates[]> {
  const places = [place, ...[...lines, ...(shipping ? [shipping] : [])].map((taxable) => taxable.place)];
  const countries = [...new Set(places.map(({ country }) => country))];
  return (await Promise.all(countries.map(ratesIn))).filter((rates) => rates !== undefined);
}

/**
 * Taxes by the shop's own rates of each country; without rates nothing is taxed. Each tax is rounded for itself, half up,
 * for each line or for the whole document as its country wants it, and the total tax is their sum.
 */
export function ratesEngine(ratesIn: RatesIn): TaxEngine {
  return async (basis) => {
    const { lines, shipping } = basis;
    const known = await readRates(basis, ratesIn);
    const included = known[0]?.pricesInclude ?? false;
    const dues = [...lines, ...(shipping ? [shipping] : [])].map((taxable) => {
      const rates = known.find(({ country }) => country === taxable.place.country);
      return dueOn(taxable, rates, included);
    });
    const shares = rounded(dues);
    return { included, lines: shares.slice(0, lines.length), shipping: shares[lines.length] ?? [] };
  };
}
