import { authorizerHandler } from "@millrace/lambda/authorizer";
import { secretsManager } from "@millrace/lambda/clients";
import { keysOf, verifyCustomerToken } from "@millrace/lambda/customer-token";
import { verifyGuestToken } from "@millrace/lambda/guest-token";
import { createSecret } from "@millrace/lambda/secrets";
import { now } from "@millrace/lambda/system";
import * as z from "zod";

/** The authorizer's own settings: it touches no table, and no other function of the service sees the guests' key. */
const { USER_POOL_URL, USER_POOL_CLIENT_IDS, GUEST_KEY_SECRET_ARN } = z
  .object({
    USER_POOL_URL: z.url(),
    USER_POOL_CLIENT_IDS: z.string().min(1),
    GUEST_KEY_SECRET_ARN: z.string().min(1),
  })
  .parse(process.env);

const pool = { url: USER_POOL_URL, clientIds: USER_POOL_CLIENT_IDS.split(",") };
const poolKeys = keysOf(pool);
const guestKey = createSecret(secretsManager(), GUEST_KEY_SECRET_ARN, now);

/** `customers-authorizer`: proves customers and guests to the `guestOrCustomer` routes of every service. */
export const handler = authorizerHandler(async (token) => {
  const customer = await verifyCustomerToken(pool, poolKeys, token, now());
  if (customer !== undefined) return customer;
  const guestId = await verifyGuestToken(guestKey, token, now());
  return guestId === undefined ? undefined : { kind: "guest", ownerId: guestId };
});
