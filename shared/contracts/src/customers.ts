import * as z from "zod";
import { defineEvent } from "./define-event.ts";
import { customerGroups, id, ownerId } from "./values.ts";

const contact = z.strictObject({ contactId: id("contact"), ownerId });

const example = {
  contactId: "con_01kaq3v8e0m4t6w8y0a2c4e6g8",
  ownerId: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8",
};

/** A contact was added. */
export const ContactCreated = defineEvent({
  service: "customers",
  aggregate: "contactId",
  name: "contact.created",
  version: 1,
  data: contact,
  example,
});

/** A contact was corrected. */
export const ContactUpdated = defineEvent({
  service: "customers",
  aggregate: "contactId",
  name: "contact.updated",
  version: 1,
  data: contact,
  example,
});

/** A customer is in other groups. */
export const CustomerGroupsChanged = defineEvent({
  service: "customers",
  aggregate: "customerId",
  name: "customer.groups_changed",
  version: 1,
  data: z.strictObject({ customerId: id("customer"), groups: customerGroups }),
  example: { customerId: "cus_7d9f1c52-3b0a-4c7e-9a51-1f2e3d4c5b6a", groups: ["trade"] },
});
