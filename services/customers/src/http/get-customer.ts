import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { blankProfile, profileView } from "../domain/profile.ts";
import type { Ports } from "../ports.ts";
import { customerProfile } from "./schemas.ts";

/** Nobody here knows who has signed up: any customer id is one of whom the shop may say something. */
export const getCustomer = defineRoute(
  "GET /v1/customers/{customerId}",
  {
    summary: "Read what the shop says of a customer; of one it never said anything of, no groups at version 0.",
    rule: "customers:read",
    answers: { 200: customerProfile },
  },
  async ({ params: { customerId } }, { profiles }: Ports) => {
    const profile = (await profiles.getProfile(customerId)) ?? blankProfile(customerId);
    return ok(profileView(profile), etag(profile.version));
  },
);
