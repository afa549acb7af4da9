import { type TaxRates, taxRoundings } from "@millrace/pricing/tax";
import { indexed, perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";

export const taxRatesEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "tax", entity: "rates", version: "1" },
      attributes: {
        country: { type: "string", required: true },
        pricesInclude: { type: "boolean", required: true },
        rounding: { type: taxRoundings, required: true },
        rates: { type: CustomAttributeType<TaxRates["rates"]>("any"), required: true },
        regions: { type: CustomAttributeType<TaxRates["regions"]>("any"), required: true },
        version: { type: "number", required: true },
        // All countries are one list.
        list: { type: ["countries"] as const, required: true, default: "countries", hidden: true },
      },
      indexes: {
        byCountry: primary({ partition: ["country"], sort: [] }),
        all: indexed("gsi1", { partition: ["list"], sort: ["country"] }),
      },
    },
    table,
  );
});
