import { pricedCart } from "@millrace/contracts/carts-api";
import { defineRoute } from "@millrace/contracts/define-route";
import { couponCode, id } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import * as z from "zod";
import { CartClosed, CartNotFound, CouponsFull, CouponUnknown } from "../domain/cart.ts";
import { addCoupons } from "../domain/change-cart.ts";
import type { Ports } from "../env.ts";
import { changeCart, plainly } from "./change-cart.ts";
import { couponDoors, readCoupons } from "./coupons.ts";
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
    doors: [...momentDoors, ...couponDoors],
  },
  (ports: Ports) => async (request) => {
    const coupons = await readCoupons(ports, [request.params.code], actorOf(request.caller), ports.now());
    return changeCart(
      ports,
      request,
      plainly((before, at) => addCoupons(before, coupons, at)),
    );
  },
);
