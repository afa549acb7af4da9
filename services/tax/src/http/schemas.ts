import { taxRounding, taxRules } from "@millrace/contracts/tax";
import { countryCode } from "@millrace/contracts/values";
import * as z from "zod";

/** What tax's routes take and give. */
export const taxRatesDraft = z.strictObject(taxRules);

export const taxRates = z
  .strictObject({
    country: countryCode,
    ...taxRules,
    rounding: taxRounding,
    version: z.int().min(0).meta({ description: "0 while nobody has set this country's taxes; its ETag is the same." }),
  })
  .meta({ id: "TaxRates" });
