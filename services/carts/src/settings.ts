import { defineSettings, secret } from "@millrace/contracts/define-settings";

/** A guest's token is issued together with the guest's cart, and verified when the cart becomes a customer's. */
export const settings = defineSettings({ GUEST_KEY_SECRET_ARN: secret("guestKey", "routes") });
