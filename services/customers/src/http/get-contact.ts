import { contactDetails } from "@millrace/contracts/customers-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import * as z from "zod";
import { ContactNotFound, ownerOf, viewOf } from "../domain/contact.ts";
import type { Ports } from "../env.ts";

export const getContact = defineRoute(
  {
    method: "GET",
    path: "/v1/contacts/{contactId}",
    summary: "Read a contact of your own.",
    rule: "guestOrCustomer",
    params: z.strictObject({ contactId: id("contact") }),
    answers: { 200: contactDetails },
    refusals: [ContactNotFound],
  },
  ({ contacts }: Ports) =>
    async ({ params, caller }) => {
      const contact = await contacts.getContact(ownerOf(caller), params.contactId);
      if (contact === undefined) throw ContactNotFound();
      return ok(viewOf(contact), etag(contact.version));
    },
);
