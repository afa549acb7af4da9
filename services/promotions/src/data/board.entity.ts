import type { Promotion } from "@millrace/pricing/promotion";
import { primary, type Table } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";

export function boardEntity(table: Table) {
  return new Entity(
    {
      model: { service: "promotions", entity: "board", version: "1" },
      attributes: {
        board: { type: ["main"] as const, required: true },
        promotions: { type: CustomAttributeType<readonly Promotion[]>("any"), required: true },
        version: { type: "number", required: true },
      },
      indexes: { whole: primary({ partition: ["board"], sort: [] }) },
    },
    table,
  );
}
