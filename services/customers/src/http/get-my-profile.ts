import { customerProfile } from "@millrace/contracts/customers-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { ownerOf } from "../domain/contact.ts";
import { profileView } from "../domain/profile.ts";
import type { Ports } from "../env.ts";

export const getMyProfile = defineRoute(
  {
    method: "GET",
    path: "/v1/me",
    summary: "Read who you are to the shop: your id, and your customer groups.",
    rule: "customer",
    answers: { 200: customerProfile },
  },
  ({ profiles }: Ports) =>
    async ({ caller }) => {
      const profile = await profiles.getProfile(ownerOf(caller));
      return ok(profileView(profile), etag(profile.version));
    },
);
