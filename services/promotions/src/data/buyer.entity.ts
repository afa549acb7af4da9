import { perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";

export const buyerEntity = perTable((table) => {
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
});
