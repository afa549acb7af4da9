import { primary, type Table } from "@millrace/table/table";
import { Entity } from "electrodb";

export function buyerEntity(table: Table) {
  return new Entity(
    {
      model: { service: "promotions", entity: "buyer", version: "1" },
      attributes: {
        ownerId: { type: "string", required: true },
        firstOrderId: { type: "string" },
        confirmedOrderId: { type: "string" },
      },
      indexes: { byOwner: primary({ partition: ["ownerId"], sort: [] }) },
    },
    table,
  );
}
