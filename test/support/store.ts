import { randomUUID } from "node:crypto";
import { eventually } from "../../cli/src/eventually.ts";
import type { Exchange } from "../../cli/src/http-client.ts";
import type { Ready } from "../../cli/src/ready.ts";
import { signInAs, signUp } from "../../cli/src/sign-in.ts";
import { createCheckedApi } from "./checked-api.ts";

export type Line = { readonly sku: string; readonly quantity: number };

/** Somebody who buys: a customer or a guest, with somewhere to send the goods. */
export type Buyer = { readonly token: string; readonly contactId: string };

type Money = { readonly amount: number; readonly currency: string };

export type Cart = { readonly cartId: string; readonly total: Money; readonly version: number };

export type CheckoutOptions = {
  /** What the sandbox does: `tok_ok`, `tok_declined`, `tok_requires_action`; null names no means of payment. */
  readonly payment?: string | null;
  readonly key?: string;
  readonly expectedTotal?: Money;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Level = Readonly<Record<"onHand" | "reserved" | "allocated" | "available", number>>;

/** `quantity` is that of all places together. */
export type Movement = { readonly kind: string; readonly causeId: string; readonly quantity: number };

/** A price nobody pays by chance. */
export const unitPrice = 1990;
export const currency = "EUR";
export const location = "loc_main";

/** A SKU no other test knows. */
export function aSku(): string {
  return `T-${randomUUID().toUpperCase()}`;
}

export function key() {
  return { "idempotency-key": randomUUID() };
}

export function aContact(email = `buyer-${randomUUID()}@example.com`) {
  return {
    email,
    name: "Ada Buyer",
    address: { line1: "1 Mill Lane", city: "Cambridge", postalCode: "CB1 2AB", country: "GB" },
  };
}

/** A body, or what was answered instead. */
export function bodyOf({ method, path, status, text, json }: Exchange, expected: number) {
  if (status !== expected) throw new Error(`${method} ${path} answered ${status}, not ${expected}: ${text}`);
  return json;
}

export type Store = Awaited<ReturnType<typeof openStore>>;

/** The shop as its people use it over HTTP: staff who fill it, buyers who empty it. Every answer is checked. */
export async function openStore(ready: Ready) {
  const { api, document } = await createCheckedApi(ready);
  const { accessToken: staff } = await signInAs(ready, "admin");

  const receive = async (sku: string, quantity: number): Promise<void> => {
    const body = { locationId: location, quantity };
    bodyOf(
      await api("POST", `/v1/stock/${encodeURIComponent(sku)}/receipts`, { token: staff, headers: key(), body }),
      201,
    );
  };

  const draft = async (skus: readonly string[], amount = unitPrice) => {
    const variants = skus.map((sku) => ({ sku, title: `Piece ${sku}`, prices: [{ amount, currency }] }));
    return bodyOf(await api("POST", "/v1/products", { token: staff, body: { name: "Test piece", variants } }), 201);
  };

  const publish = async ({ productId, version }: { readonly productId: string; readonly version: number }) =>
    bodyOf(
      await api("POST", `/v1/products/${productId}/publish`, {
        token: staff,
        headers: { "if-match": `"${version}"` },
      }),
      200,
    );

  const addContact = async (token: string, email?: string): Promise<string> =>
    bodyOf(await api("POST", "/v1/contacts", { token, body: aContact(email) }), 201).contactId;

  const checkout = (buyer: Buyer, cart: Cart, options: CheckoutOptions = {}): Promise<Exchange> =>
    api("POST", `/v1/carts/${cart.cartId}/checkout`, {
      token: buyer.token,
      headers: { "idempotency-key": options.key ?? randomUUID(), ...options.headers },
      body: {
        contactId: buyer.contactId,
        expectedTotal: options.expectedTotal ?? cart.total,
        ...(options.payment === null ? {} : { payment: { provider: "sandbox", token: options.payment ?? "tok_ok" } }),
      },
    });

  const order = async ({ token }: Buyer, orderId: string) =>
    bodyOf(await api("GET", `/v1/orders/${orderId}`, { token }), 200);

  /** Every item of a list, page by page. */
  const all = async (path: string, token?: string, limit = 100) => {
    const items: unknown[] = [];
    for (let cursor = ""; ; ) {
      const page = bodyOf(await api("GET", `${path}?limit=${limit}${cursor}`, { token }), 200);
      items.push(...page.items);
      if (page.nextCursor === undefined) return items;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  };

  const cartOf = async ({ token }: Pick<Buyer, "token">, lines: readonly Line[]): Promise<Cart> =>
    bodyOf(await api("POST", "/v1/carts", { token, body: { currency, lines } }), 201);

  /** A new SKU that was never booked. */
  const unbooked = async (): Promise<string> => {
    const sku = aSku();
    await draft([sku]);
    return sku;
  };

  return {
    ready,
    api,
    document,
    staff,
    receive,
    draft,
    unbooked,
    publish,
    cartOf,
    checkout,
    order,
    all,
    /** A new SKU on sale at `unitPrice`. */
    async sell(pieces: number): Promise<string> {
      const sku = aSku();
      const product = await draft([sku]);
      await Promise.all([publish(product), receive(sku, pieces)]);
      return sku;
    },
    /** A customer who has just signed up. */
    async aShopper(email?: string) {
      const { accessToken: token, idToken, username, password } = await signUp(ready);
      return { token, idToken, username, password, contactId: await addContact(token, email ?? username) };
    },
    /** A guest with a filled cart. */
    async aGuest(lines: readonly Line[], email?: string): Promise<Buyer & { readonly cart: Cart }> {
      const { cart, guestToken } = bodyOf(await api("POST", "/v1/guest-carts", { body: { currency, lines } }), 201);
      return { token: guestToken, cart, contactId: await addContact(guestToken, email) };
    },
    /** An order, just placed. */
    async buy(buyer: Buyer, lines: readonly Line[], options: CheckoutOptions = {}) {
      return bodyOf(await checkout(buyer, await cartOf(buyer, lines), options), 201);
    },
    /** The order once it has the status. */
    until: (buyer: Buyer, orderId: string, status: string) =>
      eventually(`${orderId} to be ${status}`, async () => {
        const current = await order(buyer, orderId);
        return current.status === status ? current : undefined;
      }),
    async level(sku: string): Promise<Level> {
      const { levels } = bodyOf(await api("GET", `/v1/stock/${sku}`, { token: staff }), 200);
      const { locationId: _, ...level } = levels[0];
      return level;
    },
    movements: async (sku: string): Promise<readonly Movement[]> => {
      const items = (await all(`/v1/stock/${sku}/movements`, staff)) as readonly (Omit<Movement, "quantity"> & {
        readonly pieces: readonly { readonly quantity: number }[];
      })[];
      const sum = (pieces: readonly { readonly quantity: number }[]) =>
        pieces.reduce((total, { quantity }) => total + quantity, 0);
      return items.map(({ pieces, ...movement }) => ({ ...movement, quantity: sum(pieces) }));
    },
    timeline: async (buyer: Buyer, orderId: string): Promise<readonly { readonly type: string }[]> =>
      (await all(`/v1/orders/${orderId}/timeline`, buyer.token)) as readonly { readonly type: string }[],
  };
}
