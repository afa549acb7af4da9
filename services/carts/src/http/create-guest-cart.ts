import { CartCreated } from "@millrace/contracts/carts";
import { newCart, pricedCart } from "@millrace/contracts/carts-api";
import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { issueGuestToken } from "@millrace/lambda/guest-token";
import { commit } from "@millrace/table/transact";
import * as z from "zod";
import { CartFull, CartTooLarge, CouponUnknown, factOf, SkuNotSellable } from "../domain/cart.ts";
import { openCart } from "../domain/change-cart.ts";
import type { Ports } from "../env.ts";
import { couponDoors, readCoupons } from "./coupons.ts";
import { momentDoors, readMoment } from "./moment.ts";

/**
 * Makes a guest and the guest's first cart. There is no idempotency, because there is no caller yet to scope a key by:
 * whoever sent the same key would be handed the first sender's token. A repeated call makes another, empty-handed guest.
 */
export const createGuestCart = defineRoute(
  {
    method: "POST",
    path: "/v1/guest-carts",
    summary: "Become a guest: create a cart and get the token that owns it, for seven days.",
    rule: "public",
    body: newCart,
    answers: { 201: z.strictObject({ cart: pricedCart, guestToken: z.string() }) },
    refusals: [SkuNotSellable, CartFull, CartTooLarge, CouponUnknown],
    idempotency: "none",
    doors: [...momentDoors, ...couponDoors],
  },
  ({ carts, journal, guestKey, doors, table, now, newId }: Ports) =>
    async ({ body: { lines, coupons: codes, ...said }, origin }) => {
      const at = now();
      const ownerId = newId("guest");
      const coupons = await readCoupons({ doors, table }, codes, ownerId, at);
      const { destination } = said;
      const [moment] = await readMoment({ doors, table }, at, { ownerId, lines, coupons, destination });
      const opening = { ...said, cartId: newId("cart"), ownerId, wanted: lines, coupons };
      const cart = openCart(opening, moment.termsIn(said.currency), at);
      const guestToken = await issueGuestToken(guestKey, ownerId, at);
      const { cartId: aggregateId, version: sequence } = cart;
      await commit([
        carts.open(cart),
        journal.append({ aggregateId, sequence, event: CartCreated, data: factOf(cart), at, origin }),
      ]);
      return created({ cart: await moment.show(cart), guestToken }, `/v1/carts/${aggregateId}`, etag(sequence));
    },
);
