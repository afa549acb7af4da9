import { ContactCreated } from "@millrace/contracts/customers";
import { contactDraft, contactReference } from "@millrace/contracts/customers-api";
import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { addContact as add, ownerOf } from "../domain/contact.ts";
import type { Ports } from "../env.ts";

export const addContact = defineRoute(
  {
    method: "POST",
    path: "/v1/contacts",
    summary: "Add a contact of your own: whom to write to, and where to ship.",
    rule: "guestOrCustomer",
    body: contactDraft,
    answers: { 201: contactReference },
    idempotency: "optional",
  },
  ({ contacts, journal, idempotency, now, newId }: Ports) =>
    async ({ body, caller, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const at = now();
      const contact = add({ contactId: newId("contact"), ownerId: ownerOf(caller) }, body, at);
      const { contactId, ownerId, version } = contact;
      const answer = created({ contactId, version }, `/v1/contacts/${contactId}`);
      return idempotency.commit({
        once,
        answer: { ...answer, headers: { ...answer.headers, ...etag(version) } },
        parts: [
          contacts.add(contact),
          journal.append({
            aggregateId: contactId,
            sequence: version,
            event: ContactCreated,
            data: { contactId, ownerId },
            at,
            origin,
          }),
        ],
      });
    },
);
