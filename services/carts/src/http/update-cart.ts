import { cartUpdate, pricedCart } from "@millrace/contracts/carts-api";
import { defineRoute } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import * as z from "zod";
import { CartClosed, CartNotFound, CartTooLarge, SkuNotSellable } from "../domain/cart.ts";
import { applyUpdate } from "../domain/change-cart.ts";
import type { Ports } from "../env.ts";
import { changeCart } from "./change-cart.ts";
import { momentDoors } from "./moment.ts";

export const updateCart = defineRoute(
  {
    method: "PATCH",
    path: "/v1/carts/{cartId}",
    summary: "Change a cart's currency, destination, shipping method or note; null removes, what is absent stays.",
    rule: "guestOrCustomer",
    params: z.strictObject({ cartId: id("cart") }),
    body: cartUpdate,
    answers: { 200: pricedCart },
    refusals: [CartNotFound, CartClosed, CartTooLarge, SkuNotSellable],
    idempotency: "optional",
    ifMatch: "required",
    doors: momentDoors,
  },
  (ports: Ports) => (request) => {
    const { destination } = request.body;
    return changeCart(ports, request, {
      about: (before) => (destination ? { ...before, destination } : before),
      decide: (before, termsIn, at) =>
        applyUpdate(before, request.body, termsIn(request.body.currency ?? before.currency), at),
    });
  },
);
