import { defineRoute } from "@millrace/contracts/define-route";
import { readChangeable, writeChange } from "../commands/change-cart.ts";
import { pricingDoors, readPricingContext } from "../commands/pricing-context.ts";
import { CartClosed, CartNotFound, CouponNotHeld } from "../domain/cart.ts";
import { dropCoupon } from "../domain/change-cart.ts";
import type { Ports } from "../ports.ts";
import { pricedCart } from "./schemas.ts";

export const removeCoupon = defineRoute(
  "DELETE /v1/carts/{cartId}/coupons/{code}",
  {
    summary: "Take a coupon out of the cart; answers the cart that is left.",
    rule: "guestOrCustomer",
    answers: { 200: pricedCart },
    refusals: [CartNotFound, CartClosed, CouponNotHeld],
    ifMatch: "required",
    doors: { ...pricingDoors },
  },
  async (request, ports: Ports, doors) => {
    const before = await readChangeable(ports, request);
    const decision = dropCoupon(before, request.params.code, request.at);
    const context = await readPricingContext(ports, doors, decision.state, request.at);
    return writeChange(ports, request, decision, context.show);
  },
);
