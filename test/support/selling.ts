import { aContact, aSku, bodyOf, currency, type Line, type Store } from "./store.ts";

type Money = { readonly amount: number; readonly currency: string };

// biome-ignore lint/suspicious/noExplicitAny: a test reads the fields it expects.
export type PricedCart = any;

function euros(amount: number): Money {
  return { amount, currency };
}

/** A product of one variant on sale, with what more the variant is to have. */
export async function sellVariant(store: Store, amount: number, pieces: number, more: object = {}) {
  const sku = aSku();
  const body = { name: `Piece ${sku}`, variants: [{ sku, title: `Piece ${sku}`, prices: [euros(amount)], ...more }] };
  const draft = bodyOf(await store.api("POST", "/v1/products", { token: store.staff, body }), 201);
  const { version } = await store.publish(draft);
  if (pieces > 0) await store.receive(sku, pieces);
  return { sku, productId: draft.productId as string, version: version as number };
}

/** Sets a country's taxes, whatever they were. */
export async function setTaxes(store: Store, country: string, taxes: object): Promise<void> {
  const path = `/v1/tax-rates/${country}`;
  const { version } = bodyOf(await store.api("GET", path, { token: store.staff }), 200);
  const request = { token: store.staff, headers: { "if-match": `"${version}"` }, body: taxes };
  bodyOf(await store.api("PUT", path, request), 200);
}

/** A zone of one country with one method, a parcel unless `more` says otherwise; gives the method's id. */
export async function shipTo(store: Store, country: string, amount: number, more: object = {}): Promise<string> {
  const method = { name: "Parcel", kind: "delivery", rates: [euros(amount)], minDays: 1, maxDays: 2, ...more };
  const body = { name: country, countries: [{ country }], methods: [method] };
  const zone = bodyOf(await store.api("POST", "/v1/shipping-zones", { token: store.staff, body }), 201);
  return zone.methods[0].shippingMethodId;
}

/** Postal codes that exist, so that an address in their country is one. */
const postalCodes: Readonly<Record<string, string>> = {
  AT: "1010",
  AU: "2000",
  GB: "CB1 2AB",
  LI: "9490",
  PT: "1000-001",
};

/** Where a buyer lives. */
export async function contactIn(store: Store, token: string, country: string, more: object = {}): Promise<string> {
  const contact = aContact();
  const address = { ...contact.address, country, postalCode: postalCodes[country], ...more };
  const body = { ...contact, address };
  return bodyOf(await store.api("POST", "/v1/contacts", { token, body }), 201).contactId;
}

/** A cart with what more it is to have: coupons, a destination. */
export async function cartWith(
  store: Store,
  token: string,
  lines: readonly Line[],
  more: object = {},
): Promise<PricedCart> {
  return bodyOf(await store.api("POST", "/v1/carts", { token, body: { currency, lines, ...more } }), 201);
}
