import { pricedCart } from "@millrace/contracts/carts-api";
import { defineRoute } from "@millrace/contracts/define-route";
import { id, quantity, sku } from "@millrace/contracts/values";
import * as z from "zod";
import { CartClosed, CartFull, CartNotFound, CartTooLarge, SkuNotSellable } from "../domain/cart.ts";
import { setLine } from "../domain/change-cart.ts";
import type { Ports } from "../env.ts";
import { changeCart } from "./change-cart.ts";
import { momentDoors } from "./moment.ts";

/** If-Match is required, so that two open tabs never write over each other's quantities unseen. */
export const setCartLine = defineRoute(
  {
    method: "PUT",
    path: "/v1/carts/{cartId}/lines/{sku}",
    summary: "Set how many pieces of a SKU the cart holds, at today's price.",
    rule: "guestOrCustomer",
    params: z.strictObject({ cartId: id("cart"), sku }),
    body: z.strictObject({ quantity }),
    answers: { 200: pricedCart },
    refusals: [CartNotFound, CartClosed, CartFull, CartTooLarge, SkuNotSellable],
    idempotency: "optional",
    ifMatch: "required",
    doors: momentDoors,
  },
  (ports: Ports) => (request) => {
    const wanted = { sku: request.params.sku, quantity: request.body.quantity };
    return changeCart(ports, request, {
      about: (before) => ({ ...before, lines: [...before.lines.filter(({ sku }) => sku !== wanted.sku), wanted] }),
      decide: (before, termsIn, at) => setLine(before, wanted, termsIn(before.currency), at),
    });
  },
);
