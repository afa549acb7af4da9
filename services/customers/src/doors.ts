import { defineDoor } from "@millrace/contracts/define-door";
import type { Table } from "@millrace/table/table";
import { createContacts } from "./data/contacts.ts";
import { createProfiles } from "./data/profiles.ts";

export { type Contact, ContactNotFound } from "./domain/contact.ts";
export type { Profile } from "./domain/profile.ts";

/** Reads one contact of an owner; undefined where the owner has none by that id. What is read is personal data. */
export const contact = defineDoor({
  service: "customers",
  name: "contact",
  actions: ["BatchGetItem"],
  open: (table: Table) => createContacts(table).readContact,
});

/** Reads a customer's profile; undefined for guests, and for customers the shop says nothing of. */
export const profile = defineDoor({
  service: "customers",
  name: "profile",
  actions: ["BatchGetItem"],
  open: (table: Table) => createProfiles(table).readProfile,
});
