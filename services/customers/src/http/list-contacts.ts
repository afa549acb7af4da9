import { contactDetails } from "@millrace/contracts/customers-api";
import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf, pageQuery } from "@millrace/contracts/values";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import { ownerOf, viewOf } from "../domain/contact.ts";
import type { Ports } from "../env.ts";

export const listContacts = defineRoute(
  {
    method: "GET",
    path: "/v1/contacts",
    summary: "List your own contacts, the newest first.",
    rule: "guestOrCustomer",
    query: z.strictObject(pageQuery),
    answers: { 200: pageOf(contactDetails) },
    refusals: [CursorInvalid],
  },
  ({ contacts, cursors }: Ports) =>
    async ({ query, caller }) => {
      const ownerId = ownerOf(caller);
      const list = ["contacts", ownerId];
      const from = await cursors.open(list, query.cursor);
      const { items, position } = await contacts.listContacts(ownerId, query.limit, from);
      return ok({ items: items.map(viewOf), nextCursor: await cursors.seal(list, position) });
    },
);
