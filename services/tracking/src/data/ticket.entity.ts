import { perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import type { Ticket } from "../domain/ticket.ts";

export const ticketEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "tracking", entity: "ticket", version: "1" },
      attributes: {
        ticketHash: { type: "string", required: true },
        kind: { type: ["guest", "customer"] as const, required: true },
        ownerId: { type: "string", required: true },
        groups: { type: CustomAttributeType<Ticket["groups"]>("any"), required: true },
        expiresAt: { type: "string", required: true },
        usedAt: { type: "string" },
        ttl: { type: "number", required: true },
      },
      indexes: { byHash: primary({ partition: ["ticketHash"], sort: [] }) },
    },
    table,
  );
});
