import type { contactDraft, postalAddress } from "@millrace/contracts/customers-api";
import type { Caller } from "@millrace/kernel/caller";
import { isoTime } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import { VersionMismatch } from "@millrace/kernel/refusals";
import type { z } from "zod";

export type PostalAddress = z.output<typeof postalAddress>;

/** What a person tells of themselves. */
export type PersonalData = z.output<typeof contactDraft>;

/** A person to reach: the only personal data that Millrace keeps. Everything else holds its id. */
export type Contact = PersonalData & {
  readonly contactId: string;
  readonly ownerId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The sequence of its last journal entry. */
  readonly version: number;
};

export const ContactNotFound = defineRefusal("not_found", "contact.not_found", "There is no such contact.");

/** Whose contacts a caller reaches: their own only. */
export function ownerOf(caller: Caller): string {
  if (!("ownerId" in caller)) throw new TypeError("The route's rule lets in callers that own nothing.");
  return caller.ownerId;
}

export function addContact(
  ids: { readonly contactId: string; readonly ownerId: string },
  data: PersonalData,
  at: Date,
): Contact {
  return { ...ids, ...data, createdAt: isoTime(at), updatedAt: isoTime(at), version: 1 };
}

/** The contact with other data. Refuses a writer who has seen another version than the stored one. */
export function correctContact(contact: Contact, data: PersonalData, seen: number | undefined, at: Date): Contact {
  if (contact.version !== seen) throw VersionMismatch(`The contact is at version ${contact.version}.`);
  return { ...contact, ...data, updatedAt: isoTime(at), version: contact.version + 1 };
}

/** A contact as its owner sees it. */
export function viewOf({ ownerId: _, ...contact }: Contact): Omit<Contact, "ownerId"> {
  return contact;
}
