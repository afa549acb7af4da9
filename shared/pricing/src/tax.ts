import type { PartsPerMillion } from "@millrace/kernel/money";

/** Where goods go, as far as taxes and shipping ask: no personal data. */
export type Destination = { readonly country: string; readonly region?: string | undefined };

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

/** The class of goods that have no rate under their own. */
export const standardTaxClass = "standard";

/** What is taxed: amounts after discounts, in minor units. */
export type TaxBasis = {
  readonly currency: string;
  readonly destination: Destination;
  readonly lines: readonly { readonly taxClass: string; readonly amount: number }[];
  readonly shipping?: { readonly taxClass: string; readonly amount: number } | undefined;
};

/** One tax's share of an amount. */
export type TaxShare = { readonly name: string; readonly rate: PartsPerMillion; readonly amount: number };

/** The taxes of each line and of shipping, in the basis' order. Included taxes are part of the amounts, others come on top. */
export type Taxation = {
  readonly included: boolean;
  readonly lines: readonly (readonly TaxShare[])[];
  readonly shipping: readonly TaxShare[];
};

/** Whoever knows taxes: our own rates, or an engine outside. */
export type TaxEngine = (basis: TaxBasis) => Promise<Taxation>;
