import { isRegion } from "@millrace/kernel/regions";
import * as z from "zod";
import { countryCode, regionCode } from "./values.ts";

/** Schemas that know the regions of ISO 3166-2. Not every function carries that list, so they stand apart. */

/** A country, and a region of it. */
type Place = { readonly country: string; readonly region?: string | undefined };

/** The schema of a place, refusing a region that its country has not. */
export function withRealRegion<Schema extends z.ZodType<Place>>(schema: Schema): Schema {
  return schema.check(({ value: { country, region }, issues }) => {
    if (region === undefined || isRegion(country, region)) return;
    const message = `is no region of ${country} in ISO 3166-2`;
    issues.push({ code: "custom", input: region, path: ["region"], message });
  });
}

/** Where goods go, as far as taxes and shipping ask. */
export const destination = withRealRegion(z.strictObject({ country: countryCode, region: regionCode.optional() })).meta(
  { id: "Destination" },
);
