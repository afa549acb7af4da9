import type { Owner } from "@millrace/kernel/caller";
import { keysOf, verifyCustomerToken } from "@millrace/lambda/customer-token";
import { secretOf, settingsOf } from "@millrace/lambda/environment";
import { verifyGuestToken } from "@millrace/lambda/guest-token";
import { now } from "@millrace/lambda/system";
import { authorizerSettings } from "../settings.ts";

const { USER_POOL_URL, USER_POOL_CLIENT_IDS } = settingsOf(authorizerSettings);
const guestKey = secretOf(authorizerSettings, "GUEST_KEY_SECRET_ARN");
const pool = { url: USER_POOL_URL, clientIds: USER_POOL_CLIENT_IDS.split(",") };
const poolKeys = keysOf(pool);

/**
 * The customer or the guest whom a token proves; undefined when it proves nobody.
 *
 * @throws the outage when the pool's keys, or the guests', cannot be had
 */
export async function verifyOwner(token: string): Promise<Owner | undefined> {
  const customer = await verifyCustomerToken(pool, poolKeys, token, now());
  if (customer !== undefined) return customer;
  const guestId = await verifyGuestToken(guestKey, token, now());
  return guestId === undefined ? undefined : { kind: "guest", ownerId: guestId };
}
