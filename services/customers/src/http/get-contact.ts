import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { found } from "@millrace/kernel/preconditions";
import * as z from "zod";
import { ContactNotFound, viewOf } from "../domain/contact.ts";
import type { Ports } from "../ports.ts";
import { contactDetails } from "./schemas.ts";

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
      const contact = found(await contacts.getContact(caller.ownerId, params.contactId), ContactNotFound);
      return ok(viewOf(contact), etag(contact.version));
    },
);
