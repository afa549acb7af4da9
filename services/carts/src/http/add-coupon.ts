import { couponCode, pricedCart } from "@millrace/contracts/carts-api";
import { defineRoute } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { coupon } from "@millrace/promotions/doors";
import * as z from "zod";
import { CartClosed, CartNotFound, CouponsFull, CouponUnknown } from "../domain/cart.ts";
import { addCoupons } from "../domain/change-cart.ts";
import type { Ports } from "../env.ts";
import { changeCart, plainly } from "./change-cart.ts";
import { readCoupons } from "./coupons.ts";
import { momentDoors } from "./moment.ts";

/** Whether a coupon takes anything off is the moment's to say: the cart keeps it, and each answer tells. */
export const addCoupon = defineRoute(
  {
    method: "PUT",
    path: "/v1/carts/{cartId}/coupons/{code}",
    summary: "Put a coupon into the cart.",
    rule: "guestOrCustomer",
    params: z.strictObject({ cartId: id("cart"), code: couponCode }),
    answers: { 200: pricedCart },
    refusals: [CartNotFound, CartClosed, CouponUnknown, CouponsFull],
    idempotency: "optional",
    ifMatch: "required",
    doors: [...momentDoors, coupon],
  },
  (ports: Ports) => async (request) => {
    const coupons = await readCoupons(ports, [request.params.code]);
    return changeCart(
      ports,
      request,
      plainly((before, at) => addCoupons(before, coupons, at)),
    );
  },
);
