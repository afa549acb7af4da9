import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { ContactNotFound, replaceContact } from "../domain/contact.ts";
import type { Ports } from "../ports.ts";
import { contactDraft, contactReference } from "./schemas.ts";

/** An order keeps the contact as it was placed with it: a correction counts for orders to come. */
export const correctContact = defineRoute(
  "PUT /v1/contacts/{contactId}",
  {
    summary: "Correct a contact of your own; the body replaces all of it.",
    rule: "guestOrCustomer",
    body: contactDraft,
    answers: { 200: contactReference },
    refusals: [ContactNotFound],
    ifMatch: "required",
  },
  async (request, { contacts, write }: Ports) => {
    const { params, caller, body, ifMatch, at } = request;
    const known = found(await contacts.getContact(caller.ownerId, params.contactId), ContactNotFound);
    const { state, fact } = replaceContact(known, body, ifMatch, at);
    const { contactId, version } = state;
    return write(request, fact, [contacts.write(state)], ok({ contactId, version }, etag(version)));
  },
);
