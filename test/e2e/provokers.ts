import { randomUUID } from "node:crypto";
import type { Exchange } from "../../cli/src/http-client.ts";
import type { Route } from "../support/operations.ts";
import type { Cart } from "../support/store.ts";
import { type Provoke, type Request, type Scene, sendOf, version } from "./scene.ts";

export function send({ store }: Scene, { method }: Route, request: Request): Promise<Exchange> {
  return store.api(method, request.path, sendOf(request));
}

/** Sends the operation's good request with a change. */
export function changed(change: (request: Request, scene: Scene) => Partial<Request>): Provoke {
  return async (scene, route, good) => {
    const request = await good();
    return send(scene, route, { ...request, ...change(request, scene) });
  };
}

/** Sends the operation's good request with other fields in its body. */
export function inBody(change: (scene: Scene) => object): Provoke {
  return changed(({ body }, scene) => ({ body: { ...Object(body), ...change(scene) } }));
}

/** Sends the same good request twice; the second answer counts. */
export const twice: Provoke = async (scene, route, good) => {
  const request = await good();
  await send(scene, route, request);
  return send(scene, route, request);
};

/** The good request about a thing of its kind that nobody has. */
export const nobodys = changed(({ path }) => ({
  path: path.replace(/([a-z]{3})_[0-9a-z]{26}/, `$1_${"0".repeat(26)}`),
}));

/** The good request about a cart that has become an order. */
export const afterCheckout: Provoke = async (scene, route, good) => {
  const request = await good();
  const [, cartId] = /(crt_\w+)/.exec(request.path) ?? [];
  const { json: cart } = await scene.store.api("GET", `/v1/carts/${cartId}`, { token: scene.shopper.token });
  await scene.store.checkout(scene.shopper, cart as Cart);
  return send(scene, route, request);
};

function withoutHeader(name: string): Provoke {
  return changed(({ headers = {} }) => ({
    headers: Object.fromEntries(Object.entries(headers).filter(([given]) => given !== name)),
  }));
}

function withHeader(header: Readonly<Record<string, string>>): Provoke {
  return changed(({ headers }) => ({ headers: { ...headers, ...header } }));
}

/** Problems that any operation can be brought to in the same way, by code. */
export const provokers: Readonly<Record<string, Provoke>> = {
  "request.malformed": async (scene, route, good) => {
    const { body: _, ...rest } = await good();
    return scene.store.api(route.method, rest.path, { ...sendOf(rest), raw: "{" });
  },
  "request.invalid": async (scene, route, good) => {
    if (/\{(?!sku)\w+\}/.test(route.path)) {
      return changed(({ path }) => ({ path: path.replace(/([a-z]{3})_\w+/, "$1_") }))(scene, route, good);
    }
    if (route.path.includes("{sku}"))
      return changed(({ path }) => ({ path: path.replace(/T-[^/]+/, "%23") }))(scene, route, good);
    if (route.method === "GET") return changed(({ path }) => ({ path: `${path}?limit=0` }))(scene, route, good);
    return changed(({ body }) => ({ body: { ...Object(body), surprise: true } }))(scene, route, good);
  },
  "cursor.invalid": changed(({ path }) => ({ path: `${path}?cursor=${"A".repeat(40)}` })),
  "idempotency.key_required": withoutHeader("idempotency-key"),
  "idempotency.key_reused": async (scene, route, good) => {
    const { otherwise, ...first } = await good();
    const headers = { ...first.headers, "idempotency-key": randomUUID() };
    const made = await send(scene, route, { ...first, headers });
    if (made.status >= 300) return made;
    return send(scene, route, { ...first, ...otherwise, headers });
  },
  "version.required": withoutHeader("if-match"),
  // A version that nothing here comes to.
  "version.mismatch": withHeader(version(999_999)),
  "caller.unauthenticated": async (scene, route, good) => {
    const { token: _, ...rest } = await good();
    return send(scene, route, rest);
  },
  "caller.forbidden": async (scene, route, good) =>
    send(scene, route, { ...(await good()), token: scene.shopper.token }),
};
