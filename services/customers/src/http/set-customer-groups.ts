import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { blankProfile, changeGroups, profileView } from "../domain/profile.ts";
import type { Ports } from "../ports.ts";
import { customerGroupsDraft, customerProfile } from "./schemas.ts";

/** Open carts show the customer's new prices; an order keeps the prices of its checkout. */
export const setCustomerGroups = defineRoute(
  "PUT /v1/customers/{customerId}/groups",
  {
    summary: "Set the groups that a customer is in, for price lists and promotions.",
    rule: "customers:write",
    body: customerGroupsDraft,
    answers: { 200: customerProfile },
    ifMatch: "required",
  },
  async (request, { profiles, write }: Ports) => {
    const { customerId } = request.params;
    const known = (await profiles.getProfile(customerId)) ?? blankProfile(customerId);
    const { state, fact } = changeGroups(known, request.body.groups, request.ifMatch);
    return write(request, fact, [profiles.write(state)], ok(profileView(state), etag(state.version)));
  },
);
