import * as z from "zod";
import { ownerId } from "./carts.ts";
import { defineEvent } from "./define-event.ts";
import { id } from "./values.ts";

const contact = z.strictObject({ contactId: id("contact"), ownerId });

const example = {
  contactId: "con_01kaq3v8e0m4t6w8y0a2c4e6g8",
  ownerId: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8",
};

export const ContactCreated = defineEvent({
  service: "customers",
  name: "contact.created",
  version: 1,
  data: contact,
  example,
});

export const ContactUpdated = defineEvent({
  service: "customers",
  name: "contact.updated",
  version: 1,
  data: contact,
  example,
});
