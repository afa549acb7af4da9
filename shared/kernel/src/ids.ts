/** The prefix of each kind of id; the only place where one is named. */
export const idPrefixes = {
  product: "prd",
  cart: "crt",
  order: "ord",
  payment: "pay",
  receipt: "rcp",
  adjustment: "adj",
  transfer: "trf",
  stockCount: "cnt",
  reconciliation: "rec",
  category: "cat",
  priceList: "prl",
  promotion: "prm",
  zone: "zon",
  shippingMethod: "shm",
  guest: "gst",
  customer: "cus",
  contact: "con",
  request: "req",
} as const;

/** What an id can be of. */
export type IdKind = keyof typeof idPrefixes;

/** Makes a fresh id of a kind: `newId("order")` → `ord_01j…`. */
export type NewId = (kind: IdKind) => string;

const crockford = "0123456789abcdefghjkmnpqrstvwxyz";

function encode(value: bigint, length: number): string {
  return Array.from(
    { length },
    (_, index) => crockford[Number((value >> BigInt(5 * (length - 1 - index))) & 31n)],
  ).join("");
}

/** 80 bits. */
const entropyBytes = 10;

/**
 * An id that sorts by the time it was made: prefix, 48 bits of milliseconds, 80 random bits, in lower-case Crockford
 * base 32 (the ULID layout, https://github.com/ulid/spec).
 *
 * @param random at least 10 bytes from a cryptographic source; fewer are refused with a `RangeError`
 */
export function idOf(kind: IdKind, at: Date, random: Uint8Array): string {
  if (random.length < entropyBytes) throw new RangeError(`An id needs ${entropyBytes} random bytes.`);
  const entropy = random.subarray(0, entropyBytes).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  return `${idPrefixes[kind]}_${encode(BigInt(at.getTime()), 10)}${encode(entropy, 16)}`;
}

/** Ids hold no `#` (ElectroDB's key delimiter) and no upper case, so that two ids never share a key. */
export function idPattern(kind: IdKind): RegExp {
  return kind === "customer" ? /^cus_[0-9a-f-]{36}$/ : new RegExp(`^${idPrefixes[kind]}_[0-9a-hjkmnp-tv-z]{26}$`);
}

/** The owner of carts, contacts and orders: a customer by Cognito `sub`, or a guest. */
export function customerIdOf(sub: string): string {
  return `${idPrefixes.customer}_${sub}`;
}

/** Whether a text is an id of a kind, as its prefix tells; `idPattern` tells whether it is a valid one. */
export function isId(kind: IdKind, text: string): boolean {
  return text.startsWith(`${idPrefixes[kind]}_`);
}

/** `ord_x` → one of `shards` numbers from 0 on, always the same one for the same id. */
export function shardOf(id: string, shards: number): number {
  return [...id].reduce((hash, character) => (hash * 31 + character.charCodeAt(0)) % 65_521, 7) % shards;
}
