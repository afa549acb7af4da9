import * as z from "zod";
import { taxRules } from "./tax.ts";
import { countryCode } from "./values.ts";

/** What tax's routes take and give. */
export const taxRatesDraft = z.strictObject(taxRules);

export const taxRates = z
  .strictObject({
    country: countryCode,
    ...taxRules,
    version: z.int().min(0).meta({ description: "0 while nobody has set this country's taxes; its ETag is the same." }),
  })
  .meta({ id: "TaxRates" });
