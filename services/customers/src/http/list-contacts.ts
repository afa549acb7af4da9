import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf } from "@millrace/contracts/values";
import { viewOf } from "../domain/contact.ts";
import type { Ports } from "../ports.ts";
import { contactDetails } from "./schemas.ts";

export const listContacts = defineRoute(
  "GET /v1/contacts",
  {
    summary: "List your own contacts, the newest first.",
    rule: "guestOrCustomer",
    answers: { 200: pageOf(contactDetails) },
    paged: true,
  },
  async (request, { contacts, cursors }: Ports) => {
    const { items, nextCursor } = await cursors.page(["contacts"], request, (limit, position) =>
      contacts.listContacts(request.caller.ownerId, limit, position),
    );
    return ok({ items: items.map(viewOf), nextCursor });
  },
);
