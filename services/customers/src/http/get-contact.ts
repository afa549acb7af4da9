import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { ContactNotFound, viewOf } from "../domain/contact.ts";
import type { Ports } from "../ports.ts";
import { contactDetails } from "./schemas.ts";

export const getContact = defineRoute(
  "GET /v1/contacts/{contactId}",
  {
    summary: "Read a contact of your own.",
    rule: "guestOrCustomer",
    answers: { 200: contactDetails },
    refusals: [ContactNotFound],
  },
  async ({ params, caller }, { contacts }: Ports) => {
    const contact = found(await contacts.getContact(caller.ownerId, params.contactId), ContactNotFound);
    return ok(viewOf(contact), etag(contact.version));
  },
);
