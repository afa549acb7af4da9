import { maxAmount } from "@millrace/kernel/money";
import { contactIn, sellVariant, setTaxes } from "../../support/selling.ts";
import { aSku, bodyOf, type Cart, currency, unitPrice } from "../../support/store.ts";
import { afterCheckout, inBody, nobodys } from "../provokers.ts";
import { type Operations, once, type Provoke, type Scene, someCart, someOrder } from "../scene.ts";
import { aCoupon } from "./promotions.ts";

function checkoutBody({ shopper }: Scene, { total }: Cart, payment: string) {
  return {
    contactId: shopper.contactId,
    expectedTotal: total,
    payment: { provider: "sandbox", token: payment },
  };
}

/** A checkout of a cart with these lines. */
function ordering(lines: (scene: Scene) => readonly { readonly sku: string; readonly quantity: number }[]): Provoke {
  return async (scene) => scene.store.checkout(scene.shopper, await scene.store.cartOf(scene.shopper, lines(scene)));
}

export const orders: Operations = {
  requests: {
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
  },
  provokers: {
    "checkout cart.not_found": nobodys,
    "checkout contact.not_found": inBody(() => ({ contactId: `con_${"0".repeat(26)}` })),
    "checkout cart.closed": afterCheckout,
    "checkout cart.changed": inBody(() => ({ expectedTotal: { amount: 1, currency } })),
    "checkout cart.shipping_method_required": async (scene) => {
      const { store, shopper } = scene;
      const variant = { sku: aSku(), title: "Box", prices: [{ amount: unitPrice, currency }], weightGrams: 500 };
      const body = { name: "Box", variants: [variant] };
      await store.publish(bodyOf(await store.api("POST", "/v1/products", { token: store.staff, body }), 201));
      await store.receive(variant.sku, 1);
      return store.checkout(shopper, await store.cartOf(shopper, [{ sku: variant.sku, quantity: 1 }]));
    },
    "checkout region.required": async ({ store, shopper: { token }, sku }) => {
      const rates = [{ name: "GST", taxClass: "standard", rate: 100_000 }];
      await setTaxes(store, "AU", { pricesInclude: false, rates: [], regions: [{ region: "NSW", rates }] });
      const contactId = await contactIn(store, token, "AU");
      const buyer = { token, contactId };
      return store.checkout(buyer, await store.cartOf(buyer, [{ sku, quantity: 1 }]));
    },
    "checkout promotion.limit_reached": async (scene) => {
      const { store, shopper, sku } = scene;
      const body = {
        currency,
        lines: [{ sku, quantity: 1 }],
        coupons: [await aCoupon(scene, { limits: { total: 1 } })],
      };
      const carts = await Promise.all(
        Array.from({ length: 2 }, async () =>
          bodyOf(await store.api("POST", "/v1/carts", { token: shopper.token, body }), 201),
        ),
      );
      const [first, second] = carts;
      bodyOf(await store.checkout(shopper, first), 201);
      return store.checkout(shopper, second);
    },
    "checkout cart.too_large": async ({ store, shopper }) => {
      const { sku, productId, version } = await sellVariant(store, unitPrice, 2);
      const cart = await store.cartOf(shopper, [{ sku, quantity: 2 }]);
      const path = `/v1/products/${productId}/variants/${sku}/prices`;
      const body = { prices: [{ amount: maxAmount, currency }] };
      bodyOf(await store.api("PUT", path, { token: store.staff, headers: { "if-match": `"${version}"` }, body }), 200);
      return store.checkout(shopper, cart);
    },
    "checkout cart.empty": ordering(() => []),
    "checkout inventory.insufficient": ordering(({ sku }) => [{ sku, quantity: 10_000 }]),
    "getOrder order.not_found": nobodys,
    "getTimeline order.not_found": nobodys,
  },
};
