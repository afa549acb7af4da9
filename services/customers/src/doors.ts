import { defineDoor } from "@millrace/contracts/define-door";
import type { Table } from "@millrace/table/table";
import { createContacts } from "./data/contacts.ts";

export { type Contact, ContactNotFound, type PostalAddress } from "./domain/contact.ts";

/** Reads one contact of an owner; undefined where the owner has none by that id. What is read is personal data. */
export const contact = defineDoor({
  service: "customers",
  name: "contact",
  actions: ["BatchGetItem"],
  open: (table: Table) => createContacts(table).readContact,
});
