import { perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";

export const redemptionsEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "promotions", entity: "redemptions", version: "1" },
      attributes: {
        promotionId: { type: "string", required: true },
        ownerId: { type: "string", required: true },
        count: { type: "number", required: true },
      },
      // The owner is in the partition: a popular promotion's customers never meet.
      indexes: { ofOwner: primary({ partition: ["promotionId", "ownerId"], sort: [] }) },
    },
    table,
  );
});
