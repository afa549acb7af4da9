import { randomUUID } from "node:crypto";
import type { Send } from "../support/http.ts";
import { aContact, aSku, type Cart, currency, location, type Store, unitPrice } from "../support/store.ts";

/** Somebody who owns the things that the requests are about. */
type Shopper = Awaited<ReturnType<Store["aShopper"]>>;

/** What the requests are made from. */
export type Scene = { readonly store: Store; readonly shopper: Shopper; readonly sku: string };

/** One request, ready to be sent, and the same with another meaning. */
export type Request = {
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What sets a second request apart under the same Idempotency-Key. */
  readonly otherwise?: { readonly body?: unknown; readonly path?: string };
};

export const version = (number: number) => ({ "if-match": `"${number}"` });
const once = () => ({ "idempotency-key": randomUUID() });

const aProduct = (name: string) => ({
  name,
  variants: [{ sku: aSku(), title: name, prices: [{ amount: unitPrice, currency }] }],
});

const checkoutBody = ({ shopper }: Scene, { total }: Cart, payment: string) => ({
  contactId: shopper.contactId,
  expectedTotal: total,
  payment: { provider: "sandbox", token: payment },
});

const someCart = ({ store, shopper, sku }: Scene): Promise<Cart> => store.cartOf(shopper, [{ sku, quantity: 1 }]);

const someOrder = async ({ store, shopper, sku }: Scene): Promise<string> =>
  (await store.buy(shopper, [{ sku, quantity: 1 }])).orderId;

const publicProduct = async ({ store }: Scene): Promise<string> => {
  const { json } = await store.api("GET", "/v1/products?limit=1");
  return json.items[0].productId;
};

/** A request of every operation that succeeds, made anew each time it is asked for. */
export const requests: Readonly<Record<string, (scene: Scene) => Promise<Request>>> = {
  createProduct: async ({ store: { staff: token } }) => ({
    path: "/v1/products",
    token,
    body: aProduct("Anchor"),
    otherwise: { body: aProduct("Buoy") },
  }),
  listProducts: async () => ({ path: "/v1/products" }),
  publishProduct: async ({ store }) => {
    const [one, two] = [await store.draft([aSku()]), await store.draft([aSku()])];
    const pathOf = ({ productId }: { readonly productId: string }) => `/v1/products/${productId}/publish`;
    return { path: pathOf(one), token: store.staff, headers: version(1), otherwise: { path: pathOf(two) } };
  },
  setPrices: async ({ store }) => {
    const sku = aSku();
    const { productId } = await store.draft([sku]);
    const pricesOf = (amount: number) => ({ prices: [{ amount, currency }] });
    return {
      path: `/v1/products/${productId}/variants/${sku}/prices`,
      token: store.staff,
      headers: version(1),
      body: pricesOf(100),
      otherwise: { body: pricesOf(200) },
    };
  },
  getProduct: async (scene) => ({ path: `/v1/products/${await publicProduct(scene)}` }),
  listDrafts: async ({ store: { staff: token } }) => ({ path: "/v1/drafts", token }),
  getDraft: async ({ store }) => {
    const { productId } = await store.draft([aSku()]);
    return { path: `/v1/drafts/${productId}`, token: store.staff };
  },
  receiveStock: async ({ store: { staff: token } }) => ({
    path: `/v1/stock/${aSku()}/receipts`,
    token,
    headers: once(),
    body: { locationId: location, quantity: 1 },
    otherwise: { body: { locationId: location, quantity: 2 } },
  }),
  getStock: async ({ store: { staff: token }, sku }) => ({ path: `/v1/stock/${sku}`, token }),
  listMovements: async ({ store: { staff: token }, sku }) => ({
    path: `/v1/stock/${sku}/locations/${location}/movements`,
    token,
  }),
  createGuestCart: async () => ({ path: "/v1/guest-carts", body: { currency } }),
  createCart: async ({ shopper: { token } }) => ({
    path: "/v1/carts",
    token,
    body: { currency },
    otherwise: { body: { currency: "USD" } },
  }),
  getCart: async (scene) => ({ path: `/v1/carts/${(await someCart(scene)).cartId}`, token: scene.shopper.token }),
  setCartLine: async (scene) => ({
    path: `/v1/carts/${(await someCart(scene)).cartId}/lines/${scene.sku}`,
    token: scene.shopper.token,
    headers: version(1),
    body: { quantity: 2 },
    otherwise: { body: { quantity: 3 } },
  }),
  removeCartLine: async (scene) => {
    const [one, two] = [await someCart(scene), await someCart(scene)];
    const pathOf = ({ cartId }: Cart) => `/v1/carts/${cartId}/lines/${scene.sku}`;
    return { path: pathOf(one), token: scene.shopper.token, headers: version(1), otherwise: { path: pathOf(two) } };
  },
  addContact: async ({ shopper: { token } }) => ({
    path: "/v1/contacts",
    token,
    body: aContact(),
    otherwise: { body: aContact() },
  }),
  listContacts: async ({ shopper: { token } }) => ({ path: "/v1/contacts", token }),
  getContact: async ({ shopper: { token, contactId } }) => ({ path: `/v1/contacts/${contactId}`, token }),
  correctContact: async ({ store }) => {
    const { token, contactId } = await store.aShopper();
    return {
      path: `/v1/contacts/${contactId}`,
      token,
      headers: version(1),
      body: aContact(),
      otherwise: { body: aContact() },
    };
  },
  checkout: async (scene) => {
    const cart = await someCart(scene);
    return {
      path: `/v1/carts/${cart.cartId}/checkout`,
      token: scene.shopper.token,
      headers: once(),
      body: checkoutBody(scene, cart, "tok_ok"),
      otherwise: { body: checkoutBody(scene, cart, "tok_declined") },
    };
  },
  getOrder: async (scene) => ({ path: `/v1/orders/${await someOrder(scene)}`, token: scene.shopper.token }),
  listMyOrders: async ({ shopper: { token } }) => ({ path: "/v1/orders", token }),
  getTimeline: async (scene) => ({
    path: `/v1/orders/${await someOrder(scene)}/timeline`,
    token: scene.shopper.token,
  }),
  getOpenapi: async () => ({ path: "/v1/openapi.json" }),
};

/** What `store.api` takes of a request. */
export const sendOf = ({ token, body, headers }: Request): Send => ({
  ...(token === undefined ? {} : { token }),
  ...(body === undefined ? {} : { body }),
  ...(headers === undefined ? {} : { headers }),
});
