import type { Exchange } from "../../support/http.ts";
import { aSku, type Cart, currency, unitPrice } from "../../support/store.ts";
import { afterCheckout, changed, nobodys, send } from "../provokers.ts";
import { type Operations, type Provoke, type Scene, someCart, version } from "../scene.ts";

const published = async ({ store }: Scene, skus: readonly string[], amount = unitPrice): Promise<readonly string[]> => {
  await store.publish(await store.draft(skus, amount));
  return skus;
};

const withLines =
  (lines: (scene: Scene) => Promise<readonly { readonly sku: string; readonly quantity: number }[]>): Provoke =>
  async (scene, route, good) => {
    const request = await good();
    return send(scene, route, { ...request, body: { currency, lines: await lines(scene) } });
  };

const notForSale = withLines(async () => [{ sku: aSku(), quantity: 1 }]);
const tooMuch = withLines(async ({ sku }) => [
  { sku, quantity: 10_000 },
  { sku, quantity: 10_000 },
]);

const setLineOf = async (scene: Scene, held: readonly string[], sku: string, quantity: number): Promise<Exchange> => {
  const { store, shopper } = scene;
  const { cartId } = await store.cartOf(
    shopper,
    held.map((held) => ({ sku: held, quantity: 1 })),
  );
  const request = { token: shopper.token, headers: version(1), body: { quantity } };
  return store.api("PUT", `/v1/carts/${cartId}/lines/${sku}`, request);
};

export const carts: Operations = {
  requests: {
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
  },
  provokers: {
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
  },
};
