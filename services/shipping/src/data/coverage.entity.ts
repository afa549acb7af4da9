import type { CoveredZone } from "@millrace/pricing/shipping";
import { perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";

export const coverageEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "shipping", entity: "coverage", version: "1" },
      attributes: {
        country: { type: "string", required: true },
        zones: { type: CustomAttributeType<readonly CoveredZone[]>("any"), required: true },
        version: { type: "number", required: true },
      },
      indexes: { byCountry: primary({ partition: ["country"], sort: [] }) },
    },
    table,
  );
});
