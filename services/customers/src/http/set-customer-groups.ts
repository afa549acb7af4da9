import { CustomerGroupsChanged } from "@millrace/contracts/customers";
import { customerGroupsDraft, customerProfile } from "@millrace/contracts/customers-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import * as z from "zod";
import { profileView, withGroups } from "../domain/profile.ts";
import type { Ports } from "../env.ts";

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
  ({ profiles, profileJournal, idempotency, now }: Ports) =>
    async ({ params: { customerId }, body, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const profile = withGroups(await profiles.getProfile(customerId), body.groups, ifMatch);
      const { version } = profile;
      return idempotency.commit({
        once,
        answer: ok(profileView(profile), etag(version)),
        parts: [
          profiles.changeGroups(profile),
          profileJournal.append({
            aggregateId: customerId,
            sequence: version,
            event: CustomerGroupsChanged,
            data: { customerId, groups: body.groups },
            at: now(),
            origin,
          }),
        ],
      });
    },
);
