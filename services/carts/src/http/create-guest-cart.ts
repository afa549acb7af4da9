import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { issueGuestToken } from "@millrace/lambda/guest-token";
import * as z from "zod";
import { openingDoors, prepareCart } from "../commands/prepare-cart.ts";
import { CartFull, CartTooLarge, CouponUnknown, SkuNotSellable } from "../domain/cart.ts";
import type { Ports } from "../ports.ts";
import { newCart, pricedCart } from "./schemas.ts";

/**
 * Makes a guest and the guest's first cart. There is no idempotency, because there is no caller yet to scope a key by:
 * whoever sent the same key would be handed the first sender's token. A repeated call makes another, empty-handed
 * guest.
 */
export const createGuestCart = defineRoute(
  "POST /v1/guest-carts",
  {
    summary: "Become a guest: create a cart and get the token that owns it, for seven days.",
    rule: "public",
    body: newCart,
    answers: { 201: z.strictObject({ cart: pricedCart, guestToken: z.string() }) },
    refusals: [SkuNotSellable, CartFull, CartTooLarge, CouponUnknown],
    idempotency: "none",
    doors: { ...openingDoors },
  },
  async (request, ports: Ports, doors) => {
    const ownerId = ports.newId("guest");
    const { state, fact, view } = await prepareCart(ports, doors, request.body, ownerId, request.at);
    const guestToken = await issueGuestToken(ports.guestKey, ownerId, request.at);
    const answer = created({ cart: view, guestToken }, `/v1/carts/${state.cartId}`, etag(state.version));
    return ports.write(request, fact, [ports.carts.open(state)], answer);
  },
);
