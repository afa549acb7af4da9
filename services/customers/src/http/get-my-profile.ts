import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { blankProfile, profileView } from "../domain/profile.ts";
import type { Ports } from "../ports.ts";
import { customerProfile } from "./schemas.ts";

export const getMyProfile = defineRoute(
  "GET /v1/me",
  {
    summary: "Read who you are to the shop: your id, and your customer groups.",
    rule: "customer",
    // Everybody's version begins at 0: the ETag must tell two people apart who sign in to one browser.
    live: true,
    answers: { 200: customerProfile },
  },
  async ({ caller: { ownerId } }, { profiles }: Ports) => {
    const profile = (await profiles.getProfile(ownerId)) ?? blankProfile(ownerId);
    return ok(profileView(profile), etag(profile.version));
  },
);
