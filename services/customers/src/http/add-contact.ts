import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { createContact } from "../domain/contact.ts";
import type { Ports } from "../ports.ts";
import { contactDraft, contactReference } from "./schemas.ts";

export const addContact = defineRoute(
  "POST /v1/contacts",
  {
    summary: "Add a contact of your own: whom to write to, and where to ship.",
    rule: "guestOrCustomer",
    body: contactDraft,
    answers: { 201: contactReference },
  },
  async (request, { contacts, write, newId }: Ports) => {
    const ids = { contactId: newId("contact"), ownerId: request.caller.ownerId };
    const { state, fact } = createContact(ids, request.body, request.at);
    const { contactId, version } = state;
    const answer = created({ contactId, version }, `/v1/contacts/${contactId}`, etag(version));
    return write(request, fact, [contacts.write(state)], answer);
  },
);
