import { whenCalled } from "@millrace/kernel/lazy";
import { authorizerHandler } from "@millrace/lambda/authorizer";

const verify = whenCalled(async () => (await import("./verify-owner.ts")).verifyOwner);

/** `customers-authorizer`: proves customers and guests to the `guestOrCustomer` routes of every service. */
export const handler = authorizerHandler(verify);
