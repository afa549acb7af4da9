import { defineRoute } from "@millrace/contracts/define-route";
import { readChangeable, writeChange } from "../commands/change-cart.ts";
import { pricingDoors, readPricingContext } from "../commands/pricing-context.ts";
import { couponDoors, readCoupons } from "../commands/read-coupons.ts";
import { CartClosed, CartNotFound, CouponsFull, CouponUnknown } from "../domain/cart.ts";
import { addCoupons } from "../domain/change-cart.ts";
import type { Ports } from "../ports.ts";
import { pricedCart } from "./schemas.ts";

/** Whether a coupon takes anything off depends on the shop: the cart keeps it, and each answer tells. */
export const addCoupon = defineRoute(
  "PUT /v1/carts/{cartId}/coupons/{code}",
  {
    summary: "Put a coupon into the cart.",
    rule: "guestOrCustomer",
    answers: { 200: pricedCart },
    refusals: [CartNotFound, CartClosed, CouponUnknown, CouponsFull],
    ifMatch: "required",
    doors: { ...pricingDoors, ...couponDoors },
  },
  async (request, ports: Ports, doors) => {
    const { params, caller, at } = request;
    const coupons = await readCoupons(ports, doors, [params.code], caller.ownerId, at);
    const decision = addCoupons(await readChangeable(ports, request), coupons, at);
    const context = await readPricingContext(ports, doors, decision.state, at);
    return writeChange(ports, request, decision, context.show);
  },
);
