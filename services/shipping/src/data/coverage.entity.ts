import type { CoveredZone } from "@millrace/pricing/shipping";
import { primary, type Table } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";

export function coverageEntity(table: Table) {
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
}
