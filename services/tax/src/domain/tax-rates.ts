import { type Decision, type FactData, fact } from "@millrace/contracts/define-event";
import { TaxRatesChanged } from "@millrace/contracts/tax";
import { requireVersion } from "@millrace/kernel/preconditions";
import type { TaxRates } from "@millrace/pricing/tax";

/** A country's taxes as staff sets them. */
export type TaxRules = Omit<FactData<typeof TaxRatesChanged>, "country">;

/** The taxes of a country for which nobody has set any. */
export function untaxed(country: string): TaxRates {
  return { country, pricesInclude: false, rounding: "line", rates: [], regions: [], version: 0 };
}

/** Other taxes of a country. Refuses (`VersionMismatch`) a writer who has seen another version than the stored one. */
export function replaceRates(
  known: TaxRates,
  rules: TaxRules,
  seen: number,
): Decision<TaxRates, typeof TaxRatesChanged> {
  const { country } = known;
  requireVersion(`the taxes of ${country}`, known.version, seen);
  const set = { country, ...rules, rounding: rules.rounding ?? "line" };
  const state = { ...set, version: known.version + 1 };
  // Event ids are unique in the whole house, and a bare country code would not make them so.
  return { state, fact: fact(TaxRatesChanged, `tax_${country}`, state.version, set) };
}
