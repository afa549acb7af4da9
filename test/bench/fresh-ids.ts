import { randomUUID } from "node:crypto";

/** Ids of what an order makes, in three pieces: kind and time, six digits to change, the rest. Products keep theirs. */
const ids = /((?:gst|con|crt|ord|pay)_[0-9a-hjkmnp-tv-z]{10})([0-9a-hjkmnp-tv-z]{6})/g;
/** Idempotency scopes and hashes, SHA-256 in base64url, of which the first eight letters change. */
const digests = /(?<="|scope_)[\w-]{8}(?=[\w-]{35}")/g;
/** Tickets, as entries of a ledger. */
const tickets = /(?<="|entry_)\d{12}(?=["#])/g;
/** More tickets of one SKU than a recording has. */
const ticketsOfACopy = 1_000;
const transactionTokens = /"ClientRequestToken":"[^"]*"/g;

/**
 * The body of a DynamoDB request as the `number`th copy of its order would have sent it: everything that the order made
 * has another id, the same in each of the order's requests.
 */
export function freshIds(body: string, number: number): string {
  return body
    .replace(ids, (_, kindAndTime: string) => `${kindAndTime}${String(number).padStart(6, "0")}`)
    .replace(digests, number.toString(16).padStart(8, "0"))
    .replace(tickets, (ticket) => String(Number(ticket) + number * ticketsOfACopy).padStart(12, "0"))
    .replace(transactionTokens, () => `"ClientRequestToken":"${randomUUID()}"`);
}
