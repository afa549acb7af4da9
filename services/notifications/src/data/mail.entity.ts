import { indexed, primary, type Table } from "@millrace/table/table";
import { Entity } from "electrodb";
import { mailStatuses } from "../domain/mail.ts";

const money = {
  type: "map",
  required: true,
  properties: { amount: { type: "number", required: true }, currency: { type: "string", required: true } },
} as const;

export const mailEntity = (table: Table) =>
  new Entity(
    {
      model: { service: "notifications", entity: "mail", version: "1" },
      attributes: {
        eventId: { type: "string", required: true },
        correlationId: { type: "string", required: true },
        status: { type: mailStatuses, required: true },
        attempt: { type: "number", required: true },
        claimedAt: { type: "string", required: true },
        messageId: { type: "string" },
        orderId: { type: "string", required: true },
        orderNumber: { type: "string", required: true },
        ownerId: { type: "string", required: true },
        contactId: { type: "string", required: true },
        lines: {
          type: "list",
          required: true,
          items: {
            type: "map",
            properties: {
              sku: { type: "string", required: true },
              title: { type: "string", required: true },
              quantity: { type: "number", required: true },
              unitPrice: money,
              total: money,
            },
          },
        },
        total: money,
        ttl: { type: "number", required: true },
        // Only a mail of which something is still to be heard is due; these two leave the index with it.
        dueShard: { type: "string" },
        dueAt: { type: "string" },
      },
      indexes: {
        byFact: primary({ partition: ["eventId"], sort: [] }),
        due: indexed("gsi2", { partition: ["dueShard"], sort: ["dueAt"] }),
      },
    },
    table,
  );
