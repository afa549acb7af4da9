import { defineRoute, ok } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { CouponNotFound, disable } from "../domain/coupon.ts";
import { PromotionNotFound } from "../domain/promotion.ts";
import type { Ports } from "../ports.ts";
import { couponDetails } from "./schemas.ts";

/** A code that got out can be taken back; carts that hold it get nothing for it any more. */
export const disableCoupon = defineRoute(
  "POST /v1/coupons/{code}/disable",
  {
    summary: "Disable one coupon for good.",
    rule: "promotions:write",
    answers: { 200: couponDetails },
    refusals: [CouponNotFound],
  },
  async (request, { promotions, coupons, write }: Ports) => {
    const coupon = found(await coupons.get(request.params.code), CouponNotFound);
    // Nothing is left to change, but a key has to remember its answer, or find the one it was given.
    if (coupon.status === "disabled") return request.once ? write(request, [], [], ok(coupon)) : ok(coupon);
    const promotion = found(await promotions.get(coupon.promotionId), PromotionNotFound);
    const { state, fact } = disable(promotion, coupon);
    return write(request, fact, [promotions.change(state.promotion), coupons.disable(coupon.code)], ok(state.coupon));
  },
);
