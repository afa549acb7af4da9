import { ContactUpdated } from "@millrace/contracts/customers";
import { contactDraft, contactReference } from "@millrace/contracts/customers-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import { ContactNotFound, correctContact as correct, ownerOf } from "../domain/contact.ts";
import type { Ports } from "../env.ts";

/** Orders hold the contact's id: a correction reaches those that are still to be shipped. */
export const correctContact = defineRoute(
  {
    method: "PUT",
    path: "/v1/contacts/{contactId}",
    summary: "Correct a contact of your own; the body replaces all of it.",
    rule: "guestOrCustomer",
    params: z.strictObject({ contactId: id("contact") }),
    body: contactDraft,
    answers: { 200: contactReference },
    refusals: [ContactNotFound, VersionMismatch],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ contacts, journal, idempotency, now }: Ports) =>
    async ({ params, body, caller, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const known = await contacts.getContact(ownerOf(caller), params.contactId);
      if (known === undefined) throw ContactNotFound();
      const at = now();
      const contact = correct(known, body, ifMatch, at);
      const { contactId, ownerId, version } = contact;
      return idempotency.commit({
        once,
        answer: ok({ contactId, version }, etag(version)),
        parts: [
          contacts.correct(contact),
          journal.append({
            aggregateId: contactId,
            sequence: version,
            event: ContactUpdated,
            data: { contactId, ownerId },
            at,
            origin,
          }),
        ],
      });
    },
);
