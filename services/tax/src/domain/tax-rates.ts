import { type Decision, type FactData, fact } from "@millrace/contracts/define-event";
import { TaxRatesChanged } from "@millrace/contracts/tax";
import { requireVersion } from "@millrace/kernel/preconditions";
import { RequestInvalid } from "@millrace/kernel/refusals";
import { isRegion } from "@millrace/kernel/regions";
import type { TaxRates } from "@millrace/pricing/tax";

/** A country's taxes as staff sets them. */
export type TaxRules = Omit<FactData<typeof TaxRatesChanged>, "country">;

/** The taxes of a country for which nobody has set any. */
export function untaxed(country: string): TaxRates {
  return { country, pricesInclude: false, rounding: "line", rates: [], regions: [], version: 0 };
}

/** Refuses regions that the country has not: nobody would ever pay their taxes. */
function requireRegions(country: string, { regions }: TaxRules): void {
  const reason = `is no region of ${country} in ISO 3166-2`;
  const errors = regions.flatMap(({ region }, index) =>
    isRegion(country, region) ? [] : [{ field: `body.regions.${index}.region`, reason }],
  );
  if (errors.length > 0) throw RequestInvalid(undefined, { errors });
}

/**
 * Other taxes of a country. Refuses (`RequestInvalid`) regions that it has not, and (`VersionMismatch`) a writer who has
 * seen another version than the stored one.
 */
export function replaceRates(
  known: TaxRates,
  rules: TaxRules,
  seen: number,
): Decision<TaxRates, typeof TaxRatesChanged> {
  const { country } = known;
  requireRegions(country, rules);
  requireVersion(`the taxes of ${country}`, known.version, seen);
  const set = { country, ...rules, rounding: rules.rounding ?? "line" };
  const state = { ...set, version: known.version + 1 };
  // Event ids are unique in the whole house, and a bare country code would not make them so.
  return { state, fact: fact(TaxRatesChanged, `tax_${country}`, state.version, set) };
}
