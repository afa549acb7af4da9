import { primary, type Table } from "@millrace/table/table";
import { Entity } from "electrodb";

export const stockEntity = (table: Table) =>
  new Entity(
    {
      model: { service: "inventory", entity: "stock", version: "1" },
      attributes: {
        sku: { type: "string", required: true },
        locationId: { type: "string", required: true },
        onHand: { type: "number", required: true },
        reserved: { type: "number", required: true },
        allocated: { type: "number", required: true },
        available: { type: "number", required: true },
      },
      indexes: { bySku: primary({ partition: ["sku"], sort: ["locationId"] }) },
    },
    table,
  );
