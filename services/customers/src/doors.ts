import { defineDoor } from "@millrace/contracts/define-door";
import type { Table } from "@millrace/table/table";
import { createContacts } from "./data/contacts.ts";
import { createProfiles } from "./data/profiles.ts";
import { createRecipients } from "./data/recipients.ts";
import type { Contact } from "./domain/contact.ts";
import { recipientOf } from "./domain/recipient.ts";

export { type Contact, ContactNotFound } from "./domain/contact.ts";
export type { Profile } from "./domain/profile.ts";
export type { Recipient } from "./domain/recipient.ts";

/** Reads one contact of an owner; undefined where the owner has none by that id. What is read is personal data. */
export const contact = defineDoor({
  service: "customers",
  name: "contact",
  actions: ["BatchGetItem"],
  open: (table: Table) => createContacts(table).readContact,
});

/** Keeps the contact that an order is placed with, as it is: one item, for good. */
export const keepRecipient = defineDoor({
  service: "customers",
  name: "keepRecipient",
  actions: ["PutItem"],
  open: (table: Table) => {
    const { keep } = createRecipients(table);
    return (contact: Contact, orderId: string) => keep(recipientOf(contact, orderId));
  },
});

/** Reads whom an order was placed for; undefined once that was erased. What is read is personal data. */
export const recipient = defineDoor({
  service: "customers",
  name: "recipient",
  actions: ["BatchGetItem"],
  open: (table: Table) => createRecipients(table).readRecipient,
});

/** Reads a customer's profile; undefined for guests, and for customers the shop says nothing of. */
export const profile = defineDoor({
  service: "customers",
  name: "profile",
  actions: ["BatchGetItem"],
  open: (table: Table) => createProfiles(table).readProfile,
});
