import { iso31661 } from "iso-3166";

/** The officially assigned alpha-2 codes of ISO 3166-1. */
export const countryCodes: ReadonlySet<string> = new Set(iso31661.map(({ alpha2 }) => alpha2));
