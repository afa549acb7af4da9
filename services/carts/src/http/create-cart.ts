import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { openingDoors, prepareCart } from "../commands/prepare-cart.ts";
import { CartFull, CartTooLarge, CouponUnknown, SkuNotSellable } from "../domain/cart.ts";
import type { Ports } from "../ports.ts";
import { newCart, pricedCart } from "./schemas.ts";

export const createCart = defineRoute(
  "POST /v1/carts",
  {
    summary: "Create a cart, with all that is to be in it in the same call.",
    rule: "guestOrCustomer",
    body: newCart,
    answers: { 201: pricedCart },
    refusals: [SkuNotSellable, CartFull, CartTooLarge, CouponUnknown],
    doors: { ...openingDoors },
  },
  async (request, ports: Ports, doors) => {
    const { body, caller, at } = request;
    const { state, fact, view } = await prepareCart(ports, doors, body, caller.ownerId, at);
    const answer = created(view, `/v1/carts/${state.cartId}`, etag(state.version));
    return ports.write(request, fact, [ports.carts.open(state)], answer);
  },
);
