import type { taxRatesDraft } from "@millrace/contracts/tax-api";
import { VersionMismatch } from "@millrace/kernel/refusals";
import type { TaxRates } from "@millrace/pricing/tax";
import type { z } from "zod";

export type TaxRules = z.output<typeof taxRatesDraft>;

/** The taxes of a country for which nobody has set any. */
export function untaxed(country: string): TaxRates {
  return {
    country,
    pricesInclude: false,
    rates: [],
    regions: [],
    version: 0,
  };
}

/** Other taxes of a country. Refuses a writer who has seen another version than the stored one. */
export function replaceRates(known: TaxRates, rules: TaxRules, seen: number | undefined): TaxRates {
  if (known.version !== seen) throw VersionMismatch(`The taxes of ${known.country} are at version ${known.version}.`);
  return { country: known.country, ...rules, version: known.version + 1 };
}

/** `DE` → `tax_DE`: event ids are unique in the whole house, and a bare country code would not make them so. */
export function aggregateIdOf({ country }: Pick<TaxRates, "country">): string {
  return `tax_${country}`;
}
