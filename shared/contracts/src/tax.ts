import * as z from "zod";
import { defineEvent } from "./define-event.ts";
import { countryCode, distinct, regionCode, taxClass, text } from "./values.ts";

/** 100 %. */
const wholeRate = 1_000_000;

const taxRate = z
  .strictObject({
    name: text(60),
    taxClass,
    rate: z.int().min(0).max(wholeRate).meta({ description: "Parts per million: 19 % is 190000." }),
  })
  .meta({ id: "TaxRate" });

function ratesUpTo(most: number) {
  return z
    .array(taxRate)
    .max(most)
    .refine((rates) => distinct(rates.map(({ name, taxClass: of }) => `${of} ${name}`)), "names a tax twice")
    .meta({ description: "Several taxes on one class add up." });
}

/** 60 regions of 10 rates are some 60 KB, read at each checkout to that country: far more than any country has. */
const maxRegions = 60;

export const taxRounding = z.enum(["line", "document"]).meta({
  description: "Whether each tax is rounded for each line, or once for the whole cart or order. By line if absent.",
});

/** A country's taxes as staff writes them. */
export const taxRules = {
  pricesInclude: z.boolean().meta({ description: "Whether the shop's prices include this country's taxes." }),
  rounding: taxRounding.optional(),
  rates: ratesUpTo(20),
  regions: z
    .array(z.strictObject({ region: regionCode, rates: ratesUpTo(10) }))
    .max(maxRegions)
    .refine((regions) => distinct(regions.map(({ region }) => region)), "names a region twice")
    .meta({ description: "A region that is named has its own rates in place of the country's." }),
};

/** A country's taxes were set, replaced or ended. */
export const TaxRatesChanged = defineEvent({
  service: "tax",
  aggregate: "taxRatesId",
  exampleId: "tax_DE",
  name: "tax_rates.changed",
  version: 1,
  data: z.strictObject({ country: countryCode, ...taxRules }),
  example: {
    country: "DE",
    pricesInclude: true,
    rounding: "line",
    rates: [
      { name: "VAT", taxClass: "standard", rate: 190_000 },
      { name: "VAT", taxClass: "books", rate: 70_000 },
    ],
    regions: [],
  },
});
