import { isRegion } from "@millrace/kernel/regions";
import * as z from "zod";
import { destination } from "./values.ts";

/** Schemas of what callers send that know the regions of ISO 3166-2: not every function carries that list. */

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

/** Where goods are to go. */
export const destinationInput = withRealRegion(z.strictObject(destination.shape)).meta({ id: "DestinationInput" });
