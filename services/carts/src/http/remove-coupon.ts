import { pricedCart } from "@millrace/contracts/carts-api";
import { defineRoute } from "@millrace/contracts/define-route";
import { couponCode, id } from "@millrace/contracts/values";
import * as z from "zod";
import { CartClosed, CartNotFound, CouponNotHeld } from "../domain/cart.ts";
import { dropCoupon } from "../domain/change-cart.ts";
import type { Ports } from "../env.ts";
import { changeCart, plainly } from "./change-cart.ts";
import { momentDoors } from "./moment.ts";

export const removeCoupon = defineRoute(
  {
    method: "DELETE",
    path: "/v1/carts/{cartId}/coupons/{code}",
    summary: "Take a coupon out of the cart; answers the cart that is left.",
    rule: "guestOrCustomer",
    params: z.strictObject({ cartId: id("cart"), code: couponCode }),
    answers: { 200: pricedCart },
    refusals: [CartNotFound, CartClosed, CouponNotHeld],
    idempotency: "optional",
    ifMatch: "required",
    doors: momentDoors,
  },
  (ports: Ports) => (request) =>
    changeCart(
      ports,
      request,
      plainly((before, at) => dropCoupon(before, request.params.code, at)),
    ),
);
