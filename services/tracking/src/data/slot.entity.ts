import { perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";

export const slotEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "tracking", entity: "slot", version: "1" },
      attributes: {
        ownerId: { type: "string", required: true },
        slot: { type: "number", required: true },
        connectionId: { type: "string", required: true },
        connectedAt: { type: "string", required: true },
        endsAt: { type: "string", required: true },
        topics: { type: "set", items: "string" },
        ttl: { type: "number", required: true },
      },
      indexes: { ofOwner: primary({ partition: ["ownerId"], sort: ["slot"] }) },
    },
    table,
  );
});
