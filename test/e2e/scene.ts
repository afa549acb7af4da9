import { randomUUID } from "node:crypto";
import type { Exchange, Send } from "../../cli/src/http-client.ts";
import type { Route } from "../support/operations.ts";
import type { Cart, Store } from "../support/store.ts";

/** Somebody who owns the things that the requests are about. */
type Shopper = Awaited<ReturnType<Store["aShopper"]>>;

/** What the requests are made from. */
export type Scene = { readonly store: Store; readonly shopper: Shopper; readonly sku: string };

/** A customer of one's own, and a SKU that nobody else buys. */
export async function aScene(store: Store): Promise<Scene> {
  const [shopper, sku] = await Promise.all([store.aShopper(), store.sell(100)]);
  return { store, shopper, sku };
}

/** One request, ready to be sent, and the same with another meaning. */
export type Request = {
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What sets a second request apart under the same Idempotency-Key. */
  readonly otherwise?: { readonly body?: unknown; readonly path?: string };
};

export function version(number: number) {
  return { "if-match": `"${number}"` };
}
export function once() {
  return { "idempotency-key": randomUUID() };
}

/** A cart of one piece, and an order of it. */
export function someCart({ store, shopper, sku }: Scene): Promise<Cart> {
  return store.cartOf(shopper, [{ sku, quantity: 1 }]);
}

/** A confirmed order: nothing that is still on its way changes what is told of it. */
export async function someOrder({ store, shopper, sku }: Scene): Promise<string> {
  const { orderId } = await store.buy(shopper, [{ sku, quantity: 1 }]);
  await store.until(shopper, orderId, "confirmed");
  return orderId;
}

/** What `store.api` takes of a request. */
export function sendOf({ token, body, headers }: Request): Send {
  return {
    ...(token === undefined ? {} : { token }),
    ...(body === undefined ? {} : { body }),
    ...(headers === undefined ? {} : { headers }),
  };
}

/** Makes an operation answer a problem, and gives that answer; `good` makes a request of the operation that succeeds. */
export type Provoke = (scene: Scene, route: Route, good: () => Promise<Request>) => Promise<Exchange>;

/** What the suites must know of a service to call each of its operations. */
export type Operations = {
  /** A request of every operation that succeeds, made anew each time it is asked for. */
  readonly requests: Readonly<Record<string, (scene: Scene) => Promise<Request>>>;
  /** Problems of single operations, by operation and code: `getOrder order.not_found`. */
  readonly provokers: Readonly<Record<string, Provoke>>;
};
