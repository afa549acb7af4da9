import { perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";

/** What the shop says of a customer; no personal data. */
export const profileEntity = perTable((table) => {
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
});
