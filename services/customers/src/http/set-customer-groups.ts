import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import * as z from "zod";
import { blankProfile, changeGroups, profileView } from "../domain/profile.ts";
import type { Ports } from "../ports.ts";
import { customerGroupsDraft, customerProfile } from "./schemas.ts";

/** Open carts show the customer's new prices; an order keeps the prices of its checkout. */
export const setCustomerGroups = defineRoute(
  {
    method: "PUT",
    path: "/v1/customers/{customerId}/groups",
    summary: "Set the groups that a customer is in, for price lists and promotions.",
    rule: "customers:write",
    params: z.strictObject({ customerId: id("customer") }),
    body: customerGroupsDraft,
    answers: { 200: customerProfile },
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ profiles, write }: Ports) =>
    async (request) => {
      const { customerId } = request.params;
      const known = (await profiles.getProfile(customerId)) ?? blankProfile(customerId);
      const { state, fact } = changeGroups(known, request.body.groups, request.ifMatch);
      return write(request, fact, [profiles.write(state)], ok(profileView(state), etag(state.version)));
    },
);
