import { perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";

export const subscriptionEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "tracking", entity: "subscription", version: "1" },
      attributes: {
        topic: { type: "string", required: true },
        // By slot and not by connection: those of a caller who comes back take each other's place, and a topic never has
        // more of them than there are slots.
        ownerId: { type: "string", required: true },
        slot: { type: "number", required: true },
        connectionId: { type: "string", required: true },
        connectedAt: { type: "string", required: true },
        endsAt: { type: "string", required: true },
        sent: { type: "number", required: true },
        ttl: { type: "number", required: true },
      },
      indexes: { ofTopic: primary({ partition: ["topic"], sort: ["ownerId", "slot"] }) },
    },
    table,
  );
});
