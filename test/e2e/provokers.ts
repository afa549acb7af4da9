import { randomUUID } from "node:crypto";
import type { Exchange } from "../support/http.ts";
import type { Route } from "../support/operations.ts";
import { aSku, type Cart, currency, unitPrice } from "../support/store.ts";
import { type Request, requests, type Scene, sendOf, version } from "./requests.ts";

/** Makes an operation answer a problem, and gives that answer. */
export type Provoke = (scene: Scene, route: Route) => Promise<Exchange>;

const good = async (scene: Scene, { id }: Route): Promise<Request> => {
  const request = requests[id];
  if (request === undefined) throw new Error(`No request of ${id} is known.`);
  return request(scene);
};

const send = ({ store }: Scene, { method }: Route, request: Request): Promise<Exchange> =>
  store.api(method, request.path, sendOf(request));

/** Sends the operation's good request with a change. */
const changed =
  (change: (request: Request) => Partial<Request>): Provoke =>
  async (scene, route) => {
    const request = await good(scene, route);
    return send(scene, route, { ...request, ...change(request) });
  };

const withoutHeader = (name: string): Provoke =>
  changed(({ headers = {} }) => ({
    headers: Object.fromEntries(Object.entries(headers).filter(([given]) => given !== name)),
  }));

const withHeader = (header: Readonly<Record<string, string>>): Provoke =>
  changed(({ headers }) => ({ headers: { ...headers, ...header } }));

/** Problems that any operation can be brought to in the same way, by code. */
export const provokers: Readonly<Record<string, Provoke>> = {
  "request.malformed": async (scene, route) => {
    const { body: _, ...rest } = await good(scene, route);
    return scene.store.api(route.method, rest.path, { ...sendOf(rest), raw: "{" });
  },
  "request.invalid": async (scene, route) => {
    if (/\{(?!sku)\w+\}/.test(route.path)) {
      return changed(({ path }) => ({ path: path.replace(/(prd|crt|ord|con|loc)_\w+/, "$1_") }))(scene, route);
    }
    if (route.path.includes("{sku}"))
      return changed(({ path }) => ({ path: path.replace(/T-[^/]+/, "t") }))(scene, route);
    if (route.method === "GET") return changed(({ path }) => ({ path: `${path}?limit=0` }))(scene, route);
    return changed(({ body }) => ({ body: { ...Object(body), surprise: true } }))(scene, route);
  },
  "cursor.invalid": changed(({ path }) => ({ path: `${path}?cursor=${"A".repeat(40)}` })),
  "idempotency.key_required": withoutHeader("idempotency-key"),
  "idempotency.key_reused": async (scene, route) => {
    const { otherwise, ...first } = await good(scene, route);
    const headers = { ...first.headers, "idempotency-key": randomUUID() };
    const made = await send(scene, route, { ...first, headers });
    if (made.status >= 300) return made;
    return send(scene, route, { ...first, ...otherwise, headers });
  },
  "version.required": withoutHeader("if-match"),
  "version.mismatch": withHeader(version(7)),
  "caller.unauthenticated": async (scene, route) => {
    const { token: _, ...rest } = await good(scene, route);
    return send(scene, route, rest);
  },
  "caller.forbidden": async (scene, route) =>
    send(scene, route, { ...(await good(scene, route)), token: scene.shopper.token }),
};

/** The good request about a thing of its kind that nobody has. */
const nobodys = changed(({ path }) => ({ path: path.replace(/(prd|crt|ord|con)_[^/]+/, `$1_${"0".repeat(26)}`) }));

const published = async ({ store }: Scene, skus: readonly string[], amount = unitPrice): Promise<readonly string[]> => {
  await store.publish(await store.draft(skus, amount));
  return skus;
};

const withLines =
  (lines: (scene: Scene) => Promise<readonly { readonly sku: string; readonly quantity: number }[]>): Provoke =>
  async (scene, route) => {
    const request = await good(scene, route);
    return send(scene, route, { ...request, body: { currency, lines: await lines(scene) } });
  };

const notForSale = withLines(async () => [{ sku: aSku(), quantity: 1 }]);
const tooMuch = withLines(async ({ sku }) => [
  { sku, quantity: 10_000 },
  { sku, quantity: 10_000 },
]);

/** The good request about a cart that has become an order. */
const afterCheckout: Provoke = async (scene, route) => {
  const request = await good(scene, route);
  const [, cartId] = /(crt_\w+)/.exec(request.path) ?? [];
  const { json: cart } = await scene.store.api("GET", `/v1/carts/${cartId}`, { token: scene.shopper.token });
  await scene.store.checkout(scene.shopper, cart as Cart);
  return send(scene, route, request);
};

const inBody =
  (change: (scene: Scene) => object): Provoke =>
  async (scene, route) => {
    const request = await good(scene, route);
    return send(scene, route, { ...request, body: { ...Object(request.body), ...change(scene) } });
  };

/** A checkout of a cart with these lines. */
const ordering =
  (lines: (scene: Scene) => readonly { readonly sku: string; readonly quantity: number }[]): Provoke =>
  async (scene) =>
    scene.store.checkout(scene.shopper, await scene.store.cartOf(scene.shopper, lines(scene)));

const setLineOf = async (scene: Scene, held: readonly string[], sku: string, quantity: number): Promise<Exchange> => {
  const { store, shopper } = scene;
  const { cartId } = await store.cartOf(
    shopper,
    held.map((held) => ({ sku: held, quantity: 1 })),
  );
  const request = { token: shopper.token, headers: version(1), body: { quantity } };
  return store.api("PUT", `/v1/carts/${cartId}/lines/${sku}`, request);
};

/** Problems of single operations, by operation and code. */
export const ownProvokers: Readonly<Record<string, Provoke>> = {
  "createProduct catalog.sku_taken": async (scene, route) => {
    const request = await good(scene, route);
    await send(scene, route, request);
    return send(scene, route, request);
  },
  "publishProduct catalog.product_not_found": nobodys,
  "publishProduct catalog.product_not_draft": async (scene, route) => {
    const request = await good(scene, route);
    await send(scene, route, request);
    return send(scene, route, { ...request, headers: version(2) });
  },
  "setPrices catalog.product_not_found": nobodys,
  "setPrices catalog.variant_not_found": changed(({ path }) => ({ path: path.replace(/T-[^/]+/, aSku()) })),
  "getProduct catalog.product_not_found": nobodys,
  "getDraft catalog.product_not_found": nobodys,
  "getStock stock.not_found": changed(() => ({ path: `/v1/stock/${aSku()}` })),
  "createGuestCart cart.sku_not_sellable": notForSale,
  "createGuestCart cart.too_large": tooMuch,
  "createCart cart.sku_not_sellable": notForSale,
  "createCart cart.too_large": tooMuch,
  "getCart cart.not_found": nobodys,
  "setCartLine cart.not_found": nobodys,
  "setCartLine cart.closed": afterCheckout,
  "setCartLine cart.full": async (scene) => {
    const skus = await published(scene, Array.from({ length: 40 }, aSku));
    return setLineOf(scene, skus, scene.sku, 1);
  },
  "setCartLine cart.too_large": async (scene) => {
    const [dear = ""] = await published(scene, [aSku()], 10_000_000_000);
    return setLineOf(scene, [], dear, 10_000);
  },
  "setCartLine cart.sku_not_sellable": (scene) => setLineOf(scene, [], aSku(), 1),
  "removeCartLine cart.not_found": nobodys,
  "removeCartLine cart.line_not_found": changed(({ path }) => ({ path: path.replace(/T-[^/]+/, aSku()) })),
  "removeCartLine cart.closed": afterCheckout,
  "getContact contact.not_found": nobodys,
  "correctContact contact.not_found": nobodys,
  "checkout cart.not_found": nobodys,
  "checkout contact.not_found": inBody(() => ({ contactId: `con_${"0".repeat(26)}` })),
  "checkout cart.closed": afterCheckout,
  "checkout cart.changed": inBody(() => ({ expectedTotal: { amount: 1, currency } })),
  "checkout cart.empty": ordering(() => []),
  "checkout inventory.insufficient": ordering(({ sku }) => [{ sku, quantity: 10_000 }]),
  "getOrder order.not_found": nobodys,
  "getTimeline order.not_found": nobodys,
};
