import { perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";

/** All that is personal of a contact, and of the recipients that are made of it. */
export const personalAttributes = {
  email: { type: "string", required: true },
  name: { type: "string", required: true },
  address: {
    type: "map",
    required: true,
    properties: {
      line1: { type: "string", required: true },
      line2: { type: "string" },
      city: { type: "string" },
      postalCode: { type: "string" },
      region: { type: "string" },
      country: { type: "string", required: true },
    },
  },
} as const;

export const contactEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "customers", entity: "contact", version: "1" },
      attributes: {
        ownerId: { type: "string", required: true },
        contactId: { type: "string", required: true },
        ...personalAttributes,
        createdAt: { type: "string", required: true },
        updatedAt: { type: "string", required: true },
        version: { type: "number", required: true },
      },
      // Nobody finds a contact without naming its owner. Ids sort by time, and so do an owner's contacts.
      indexes: { ofOwner: primary({ partition: ["ownerId"], sort: ["contactId"] }) },
    },
    table,
  );
});
