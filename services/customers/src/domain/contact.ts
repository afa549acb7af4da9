import { ContactCreated, ContactUpdated } from "@millrace/contracts/customers";
import { type Decision, fact } from "@millrace/contracts/define-event";
import { isoTime } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import { requireVersion } from "@millrace/kernel/preconditions";
import type { Destination } from "@millrace/kernel/sale";

type PostalAddress = Destination & {
  readonly line1: string;
  readonly line2?: string | undefined;
  /** Absent where the country's addresses have none. */
  readonly city?: string | undefined;
  readonly postalCode?: string | undefined;
};

/** What a person tells of themselves. */
export type PersonalData = { readonly email: string; readonly name: string; readonly address: PostalAddress };

/** A person to reach. Contacts, and the recipients of orders made of them, are all the personal data that is kept. */
export type Contact = PersonalData & {
  readonly contactId: string;
  readonly ownerId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The sequence of its last journal entry. */
  readonly version: number;
};

export const ContactNotFound = defineRefusal("not_found", "contact.not_found", "There is no such contact.");

/** A new contact of an owner. Refuses nothing. */
export function createContact(
  ids: Pick<Contact, "contactId" | "ownerId">,
  data: PersonalData,
  at: Date,
): Decision<Contact, typeof ContactCreated> {
  const state = { ...ids, ...data, createdAt: isoTime(at), updatedAt: isoTime(at), version: 1 };
  return { state, fact: fact(ContactCreated, ids.contactId, 1, ids) };
}

/** Other data of a contact. Refuses (`VersionMismatch`) a writer who has seen another version than the stored one. */
export function replaceContact(
  contact: Contact,
  data: PersonalData,
  seen: number,
  at: Date,
): Decision<Contact, typeof ContactUpdated> {
  requireVersion("the contact", contact.version, seen);
  const { contactId, ownerId } = contact;
  const state = { ...contact, ...data, updatedAt: isoTime(at), version: contact.version + 1 };
  return { state, fact: fact(ContactUpdated, contactId, state.version, { contactId, ownerId }) };
}

/** A contact as its owner sees it. */
export function viewOf({ ownerId: _, ...contact }: Contact): Omit<Contact, "ownerId"> {
  return contact;
}
