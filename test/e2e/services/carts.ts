import type { Exchange } from "../../../cli/src/http-client.ts";
import { machineToken } from "../../support/machine-token.ts";
import { aSku, bodyOf, type Cart, currency, unitPrice } from "../../support/store.ts";
import { afterCheckout, changed, inBody, nobodys, send } from "../provokers.ts";
import { type Operations, type Provoke, type Scene, someCart, version } from "../scene.ts";
import { aCoupon } from "./promotions.ts";

async function published({ store }: Scene, skus: readonly string[], amount = unitPrice): Promise<readonly string[]> {
  await store.publish(await store.draft(skus, amount));
  return skus;
}

function withLines(
  lines: (scene: Scene) => Promise<readonly { readonly sku: string; readonly quantity: number }[]>,
): Provoke {
  return async (scene, route, good) => {
    const request = await good();
    return send(scene, route, { ...request, body: { currency, lines: await lines(scene) } });
  };
}

const notForSale = withLines(async () => [{ sku: aSku(), quantity: 1 }]);
const tooMuch = withLines(async ({ sku }) => [
  { sku, quantity: 10_000 },
  { sku, quantity: 10_000 },
]);

async function setLineOf(scene: Scene, held: readonly string[], sku: string, quantity: number): Promise<Exchange> {
  const { store, shopper } = scene;
  const { cartId } = await store.cartOf(
    shopper,
    held.map((held) => ({ sku: held, quantity: 1 })),
  );
  const request = { token: shopper.token, headers: version(1), body: { quantity } };
  return store.api("PUT", `/v1/carts/${cartId}/lines/${sku}`, request);
}

/** Five lines, that are one SKU more than a cart holds: four kits of ten parts each, and a SKU of its own. */
const ofKits = withLines(async (scene) => {
  const { store, sku } = scene;
  const parts = await published(scene, Array.from({ length: 40 }, aSku));
  const variants = [0, 10, 20, 30].map((first) => ({
    sku: aSku(),
    title: "Ten pieces",
    prices: [{ amount: unitPrice, currency }],
    parts: parts.slice(first, first + 10).map((part) => ({ sku: part, quantity: 1 })),
  }));
  const body = { name: "Kits", variants };
  await store.publish(bodyOf(await store.api("POST", "/v1/products", { token: store.staff, body }), 201));
  return [...variants.map((kit) => kit.sku), sku].map((wanted) => ({ sku: wanted, quantity: 1 }));
});

/** The good request about a code that is none. */
const ofNoCoupon = changed(({ path }) => ({ path: path.replace(/coupons\/.*$/, "coupons/NO-SUCH-CODE") }));

/** A shopper may: it is machines that own no carts. */
const asMachine: Provoke = async (scene, route, good) =>
  send(scene, route, { ...(await good()), token: await machineToken(scene.store.ready) });

/** The shopper's cart of so many pieces of each SKU. */
function heldBy({ store, shopper }: Scene, skus: readonly string[], quantity = 1): Promise<Cart> {
  return store.cartOf(
    shopper,
    skus.map((sku) => ({ sku, quantity })),
  );
}

/** A merge of a guest's cart of one piece into the shopper's. */
async function mergeInto({ store, shopper, sku }: Scene, { cartId }: Cart): Promise<Exchange> {
  const guest = await store.aGuest([{ sku, quantity: 1 }]);
  const body = { guestToken: guest.token, guestCartId: guest.cart.cartId };
  return store.api("POST", `/v1/carts/${cartId}/merge`, { token: shopper.token, headers: version(1), body });
}

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
    listMyCarts: async ({ shopper: { token } }) => ({ path: "/v1/carts", token }),
    updateCart: async (scene) => ({
      path: `/v1/carts/${(await someCart(scene)).cartId}`,
      token: scene.shopper.token,
      headers: version(1),
      body: { note: "Ring twice.", destination: { country: "GB" } },
      otherwise: { body: { note: null } },
    }),
    mergeCart: async (scene) => {
      const { cartId } = await someCart(scene);
      const guest = await scene.store.aGuest([{ sku: scene.sku, quantity: 3 }]);
      const another = await scene.store.aGuest([{ sku: scene.sku, quantity: 4 }]);
      const bodyOf = ({ token, cart }: typeof guest) => ({ guestToken: token, guestCartId: cart.cartId });
      return {
        path: `/v1/carts/${cartId}/merge`,
        token: scene.shopper.token,
        headers: version(1),
        body: bodyOf(guest),
        otherwise: { body: bodyOf(another) },
      };
    },
    claimCart: async (scene) => {
      const [one, two] = [await scene.store.aGuest([]), await scene.store.aGuest([])];
      return {
        path: `/v1/carts/${one.cart.cartId}/claim`,
        token: scene.shopper.token,
        headers: version(1),
        body: { guestToken: one.token },
        otherwise: { path: `/v1/carts/${two.cart.cartId}/claim`, body: { guestToken: two.token } },
      };
    },
    setCartLine: async (scene) => ({
      path: `/v1/carts/${(await someCart(scene)).cartId}/lines/${scene.sku}`,
      token: scene.shopper.token,
      headers: version(1),
      body: { quantity: 2 },
      otherwise: { body: { quantity: 3 } },
    }),
    addCoupon: async (scene) => {
      const { cartId } = await someCart(scene);
      const pathOf = async () => `/v1/carts/${cartId}/coupons/${await aCoupon(scene)}`;
      return {
        path: await pathOf(),
        token: scene.shopper.token,
        headers: version(1),
        otherwise: { path: await pathOf() },
      };
    },
    removeCoupon: async (scene) => {
      const code = await aCoupon(scene);
      const made = async (): Promise<string> => {
        const body = { currency, coupons: [code], lines: [{ sku: scene.sku, quantity: 1 }] };
        const cart = await scene.store.api("POST", "/v1/carts", { token: scene.shopper.token, body });
        return `/v1/carts/${bodyOf(cart, 201).cartId}/coupons/${code}`;
      };
      return {
        path: await made(),
        token: scene.shopper.token,
        headers: version(1),
        otherwise: { path: await made() },
      };
    },
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
    "createGuestCart cart.full": ofKits,
    "createGuestCart cart.coupon_unknown": inBody(() => ({ coupons: ["NO-SUCH-CODE"] })),
    "createCart cart.full": ofKits,
    "createCart cart.coupon_unknown": inBody(() => ({ coupons: ["NO-SUCH-CODE"] })),
    "mergeCart caller.forbidden": asMachine,
    "claimCart caller.forbidden": asMachine,
    "updateCart cart.not_found": nobodys,
    "updateCart cart.closed": afterCheckout,
    "updateCart cart.sku_not_sellable": inBody(() => ({ currency: "USD" })),
    "updateCart cart.too_large": async (scene, route, good) => {
      const { store, shopper } = scene;
      const sku = aSku();
      const prices = [
        { amount: unitPrice, currency },
        { amount: 10_000_000_000, currency: "USD" },
      ];
      const body = { name: "Dear abroad", variants: [{ sku, title: "Dear abroad", prices }] };
      await store.publish(bodyOf(await store.api("POST", "/v1/products", { token: store.staff, body }), 201));
      const { cartId } = await store.cartOf(shopper, [{ sku, quantity: 100 }]);
      return send(scene, route, { ...(await good()), path: `/v1/carts/${cartId}`, body: { currency: "USD" } });
    },
    "mergeCart cart.not_found": nobodys,
    "mergeCart cart.closed": afterCheckout,
    "mergeCart cart.guest_unproved": inBody(() => ({ guestToken: "x.y.z" })),
    "mergeCart cart.full": async (scene) =>
      mergeInto(scene, await heldBy(scene, await published(scene, Array.from({ length: 40 }, aSku)))),
    "mergeCart cart.too_large": async (scene) =>
      mergeInto(scene, await heldBy(scene, await published(scene, [aSku()], 10_000_000_000), 10)),
    "mergeCart cart.sku_not_sellable": async (scene) => {
      const { store, shopper } = scene;
      const body = { currency: "USD" };
      return mergeInto(scene, bodyOf(await store.api("POST", "/v1/carts", { token: shopper.token, body }), 201));
    },
    "claimCart cart.guest_unproved": inBody(() => ({ guestToken: "x.y.z" })),
    "claimCart cart.closed": async (scene, route, good) => {
      const guest = await scene.store.aGuest([{ sku: scene.sku, quantity: 1 }]);
      bodyOf(await scene.store.checkout(guest, guest.cart), 201);
      const path = `/v1/carts/${guest.cart.cartId}/claim`;
      return send(scene, route, { ...(await good()), path, body: { guestToken: guest.token } });
    },
    "addCoupon cart.not_found": nobodys,
    "addCoupon cart.closed": afterCheckout,
    "addCoupon cart.coupon_unknown": ofNoCoupon,
    "addCoupon cart.coupons_full": async (scene, route, good) => {
      const codes = await Promise.all(Array.from({ length: 4 }, () => aCoupon(scene)));
      const body = { currency, coupons: codes };
      const { cartId } = bodyOf(await scene.store.api("POST", "/v1/carts", { token: scene.shopper.token, body }), 201);
      const request = await good();
      return send(scene, route, { ...request, path: request.path.replace(/crt_\w+/, cartId) });
    },
    "removeCoupon cart.not_found": nobodys,
    "removeCoupon cart.closed": afterCheckout,
    "removeCoupon cart.coupon_not_held": ofNoCoupon,
    "removeCartLine cart.not_found": nobodys,
    "removeCartLine cart.line_not_found": changed(({ path }) => ({ path: path.replace(/T-[^/]+/, aSku()) })),
    "removeCartLine cart.closed": afterCheckout,
  },
};
