import { indexed, perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import { type Mail, mailStatuses } from "../domain/mail.ts";

const money = {
  type: "map",
  required: true,
  properties: { amount: { type: "number", required: true }, currency: { type: "string", required: true } },
} as const;

export const mailEntity = perTable((table) => {
  return new Entity(
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
        lines: { type: CustomAttributeType<Mail["lines"]>("any"), required: true },
        shipping: { type: CustomAttributeType<NonNullable<Mail["shipping"]>>("any") },
        taxes: { type: CustomAttributeType<NonNullable<Mail["taxes"]>>("any") },
        taxIncluded: { type: "boolean", required: true },
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
});
