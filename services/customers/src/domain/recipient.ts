import type { Contact, PersonalData } from "./contact.ts";

/** What a recipient is found by: whose order it is, the contact it was placed with, and the order itself. */
export type RecipientKey = { readonly ownerId: string; readonly contactId: string; readonly orderId: string };

/**
 * Whom an order was placed for: the contact as it was then. Nothing changes it, so that an order says for good what it
 * was taxed and shipped for, and goes where its buyer was told. Who erases a contact erases its recipients with it.
 */
export type Recipient = RecipientKey & PersonalData;

/** The recipient of an order that is placed with a contact. Refuses nothing. */
export function recipientOf({ ownerId, contactId, email, name, address }: Contact, orderId: string): Recipient {
  return { ownerId, contactId, orderId, email, name, address };
}
