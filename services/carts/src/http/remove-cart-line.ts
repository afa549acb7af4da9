import { pricedCart } from "@millrace/contracts/carts-api";
import { defineRoute } from "@millrace/contracts/define-route";
import { id, sku } from "@millrace/contracts/values";
import * as z from "zod";
import { CartClosed, CartLineNotFound, CartNotFound } from "../domain/cart.ts";
import { removeLine } from "../domain/change-cart.ts";
import type { Ports } from "../env.ts";
import { changeCart, plainly } from "./change-cart.ts";
import { momentDoors } from "./moment.ts";

export const removeCartLine = defineRoute(
  {
    method: "DELETE",
    path: "/v1/carts/{cartId}/lines/{sku}",
    summary: "Take a SKU out of the cart; answers the cart that is left.",
    rule: "guestOrCustomer",
    params: z.strictObject({ cartId: id("cart"), sku }),
    answers: { 200: pricedCart },
    refusals: [CartNotFound, CartLineNotFound, CartClosed],
    idempotency: "optional",
    ifMatch: "required",
    doors: momentDoors,
  },
  (ports: Ports) => (request) =>
    changeCart(
      ports,
      request,
      plainly((before, at) => removeLine(before, request.params.sku, at)),
    ),
);
