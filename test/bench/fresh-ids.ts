import { randomUUID } from "node:crypto";

/** Ids of what an order makes, in three pieces: kind and time, six digits to change, the rest. Products keep theirs. */
const ids = /((?:gst|con|crt|ord|pay)_[0-9a-hjkmnp-tv-z]{10})([0-9a-hjkmnp-tv-z]{6})/g;
/** Idempotency scopes and hashes, of which the first eight digits change. */
const digests = /[0-9a-f]{8}(?=[0-9a-f]{56}(?![0-9a-f]))/g;
const transactionTokens = /"ClientRequestToken":"[^"]*"/g;

/**
 * The body of a DynamoDB request as the `number`th copy of its order would have sent it: everything that the order made
 * has another id, the same in each of the order's requests.
 */
export function freshIds(body: string, number: number): string {
  return body
    .replace(ids, (_, kindAndTime: string) => `${kindAndTime}${String(number).padStart(6, "0")}`)
    .replace(digests, number.toString(16).padStart(8, "0"))
    .replace(transactionTokens, () => `"ClientRequestToken":"${randomUUID()}"`);
}
