import { perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";
import { personalAttributes } from "./contact.entity.ts";

export const recipientEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "customers", entity: "recipient", version: "1" },
      attributes: {
        ownerId: { type: "string", required: true },
        contactId: { type: "string", required: true },
        orderId: { type: "string", required: true },
        ...personalAttributes,
      },
      // In the partition of the contacts, and together for each of them: who erases finds all by one key.
      indexes: { ofOwner: primary({ partition: ["ownerId"], sort: ["contactId", "orderId"] }) },
    },
    table,
  );
});
