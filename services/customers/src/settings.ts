import { defineSettings, secret } from "@millrace/contracts/define-settings";

/** The authorizer's own: no other function of the service sees the guests' key. */
export const authorizerSettings = defineSettings({
  USER_POOL_URL: "userPoolUrl",
  USER_POOL_CLIENT_IDS: "userPoolClientIds",
  GUEST_KEY_SECRET_ARN: secret("guestKey"),
});
