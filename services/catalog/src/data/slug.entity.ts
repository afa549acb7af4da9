import { perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";

export const slugEntity = perTable((table) => {
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
});
