import { allocate, type PartsPerMillion } from "@millrace/kernel/money";
import { type Destination, standardTaxClass } from "@millrace/kernel/sale";

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

/** An amount after discounts, in minor units. */
export type Taxable = { readonly taxClass: string; readonly amount: number };

/** What is taxed. */
export type TaxBasis = {
  readonly currency: string;
  readonly destination: Destination;
  readonly lines: readonly Taxable[];
  readonly shipping?: Taxable | undefined;
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

/** Taxes on one class: the region's own rates where it is named; those of the standard class where the class has none. */
function ratesOf(rates: TaxRates, { region }: Destination, taxClass: string): readonly TaxRate[] {
  const here = rates.regions.find((one) => one.region === region)?.rates ?? rates.rates;
  const own = here.filter((rate) => rate.taxClass === taxClass);
  return own.length > 0 ? own : here.filter((rate) => rate.taxClass === standardTaxClass);
}

const million = 1_000_000n;

/** A tax on an amount before it is rounded, as a fraction of minor units. */
type Due = Omit<TaxShare, "amount"> & { readonly numerator: bigint; readonly denominator: bigint };

/** The taxes on an amount. Included ones share it with the net amount, in proportion to their rates. */
function dueOn({ taxClass, amount }: Taxable, rates: TaxRates, destination: Destination): readonly Due[] {
  if (amount < 0) throw new RangeError(`Nothing to tax: ${amount}.`);
  const taxes = ratesOf(rates, destination, taxClass);
  const summed = taxes.reduce((sum, { rate }) => sum + BigInt(rate), 0n);
  const denominator = rates.pricesInclude ? million + summed : million;
  return taxes.map(({ name, rate }) => ({ name, rate, numerator: BigInt(amount) * BigInt(rate), denominator }));
}

/** What is due in all, rounded once, half up, and split in proportion to what is due. */
function roundedTogether(dues: readonly Due[], currency: string): readonly TaxShare[] {
  const common = [...new Set(dues.map(({ denominator }) => denominator))].reduce((product, one) => product * one, 1n);
  const exact = dues.map(({ numerator, denominator }) => (numerator * common) / denominator);
  const sum = exact.reduce((total, one) => total + one, 0n);
  const amount = Number((2n * sum + common) / (2n * common));
  const shares = allocate({ amount, currency }, exact);
  return dues.map(({ name, rate }, index) => ({ name, rate, amount: shares[index]?.amount ?? 0 }));
}

/** The taxes on each amount, each rounded once for all of them. */
function roundedByDocument(dues: readonly (readonly Due[])[], currency: string): readonly (readonly TaxShare[])[] {
  const keyOf = ({ name, rate }: Due) => JSON.stringify([name, rate]);
  const shares = new Map(
    [...Map.groupBy(dues.flat(), keyOf).values()].flatMap((same) => {
      const rounded = roundedTogether(same, currency);
      return same.map((due, index) => [due, rounded[index]] as const);
    }),
  );
  return dues.map((taxes) => taxes.flatMap((due) => shares.get(due) ?? []));
}

/**
 * Taxes by a country's own rates; without rates nothing is taxed. Each tax is rounded for itself, half up, for each line
 * or for the whole document as the country wants it, and the total tax is their sum.
 */
export function ratesEngine(rates: TaxRates | undefined): TaxEngine {
  return async ({ currency, destination, lines, shipping }) => {
    if (rates === undefined) return { included: false, lines: lines.map(() => []), shipping: [] };
    if (rates.country !== destination.country) {
      throw new RangeError(`The taxes of ${rates.country} are not those of ${destination.country}.`);
    }
    const dues = [...lines, ...(shipping ? [shipping] : [])].map((taxable) => dueOn(taxable, rates, destination));
    const shares =
      rates.rounding === "document"
        ? roundedByDocument(dues, currency)
        : dues.map((taxes) => taxes.flatMap((due) => roundedTogether([due], currency)));
    return {
      included: rates.pricesInclude,
      lines: shares.slice(0, lines.length),
      shipping: shares[lines.length] ?? [],
    };
  };
}

/** What each tax comes to in all, by name and rate, in the order of its first share. */
export function taxTotalsOf(shares: readonly TaxShare[]): readonly TaxShare[] {
  const totals = new Map<string, TaxShare>();
  for (const { name, rate, amount } of shares) {
    const key = JSON.stringify([name, rate]);
    totals.set(key, { name, rate, amount: (totals.get(key)?.amount ?? 0) + amount });
  }
  return [...totals.values()];
}
