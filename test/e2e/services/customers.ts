import { aContact } from "../../support/store.ts";
import { nobodys } from "../provokers.ts";
import { type Operations, version } from "../scene.ts";

export const customers: Operations = {
  requests: {
    addContact: async ({ shopper: { token } }) => ({
      path: "/v1/contacts",
      token,
      body: aContact(),
      otherwise: { body: aContact() },
    }),
    listContacts: async ({ shopper: { token } }) => ({ path: "/v1/contacts", token }),
    getContact: async ({ shopper: { token, contactId } }) => ({ path: `/v1/contacts/${contactId}`, token }),
    correctContact: async ({ store }) => {
      const { token, contactId } = await store.aShopper();
      return {
        path: `/v1/contacts/${contactId}`,
        token,
        headers: version(1),
        body: aContact(),
        otherwise: { body: aContact() },
      };
    },
  },
  provokers: {
    "getContact contact.not_found": nobodys,
    "correctContact contact.not_found": nobodys,
  },
};
