import { randomUUID } from "node:crypto";
import { machineToken } from "../../support/machine-token.ts";
import { aContact } from "../../support/store.ts";
import { nobodys, send } from "../provokers.ts";
import { type Operations, version } from "../scene.ts";

function aCustomer(): string {
  return `/v1/customers/cus_${randomUUID()}`;
}

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
    getCustomer: async ({ store: { staff: token } }) => ({ path: aCustomer(), token }),
    setCustomerGroups: async ({ store: { staff: token } }) => ({
      path: `${aCustomer()}/groups`,
      token,
      headers: version(0),
      body: { groups: ["trade"] },
      otherwise: { body: { groups: ["trade", "press"] } },
    }),
    getMyProfile: async ({ shopper: { token } }) => ({ path: "/v1/me", token }),
  },
  provokers: {
    "getContact contact.not_found": nobodys,
    "correctContact contact.not_found": nobodys,
    // A shopper may: it is machines that are nobody's customer.
    "getMyProfile caller.forbidden": async (scene, route, good) =>
      send(scene, route, { ...(await good()), token: await machineToken(scene.store.ready) }),
  },
};
