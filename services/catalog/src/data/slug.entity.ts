import { primary, type Table } from "@millrace/table/table";
import { Entity } from "electrodb";

export function slugEntity(table: Table) {
  return new Entity(
    {
      model: { service: "catalog", entity: "slug", version: "1" },
      attributes: {
        slug: { type: "string", required: true },
        productId: { type: "string", required: true },
        current: { type: "boolean", required: true },
      },
      // Keyed by the slug alone: that is what keeps two products from sharing one.
      indexes: { bySlug: primary({ partition: ["slug"], sort: [] }) },
    },
    table,
  );
}
