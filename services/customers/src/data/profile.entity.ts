import { primary, type Table } from "@millrace/table/table";
import { Entity } from "electrodb";

/** What the shop says of a customer; no personal data. */
export function profileEntity(table: Table) {
  return new Entity(
    {
      model: { service: "customers", entity: "profile", version: "1" },
      attributes: {
        ownerId: { type: "string", required: true },
        groups: { type: "list", required: true, items: { type: "string" } },
        version: { type: "number", required: true },
      },
      indexes: { byOwner: primary({ partition: ["ownerId"], sort: [] }) },
    },
    table,
  );
}
