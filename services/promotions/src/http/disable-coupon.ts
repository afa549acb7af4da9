import { defineRoute, ok } from "@millrace/contracts/define-route";
import { CouponDisabled } from "@millrace/contracts/promotions";
import { couponDetails } from "@millrace/contracts/promotions-api";
import { couponCode } from "@millrace/contracts/values";
import { batchGet } from "@millrace/table/batch-get";
import * as z from "zod";
import { CouponNotFound } from "../domain/coupon.ts";
import { PromotionNotFound } from "../domain/promotion.ts";
import type { Ports } from "../env.ts";

/** A code that got out can be taken back; carts that hold it get nothing for it any more. */
export const disableCoupon = defineRoute(
  {
    method: "POST",
    path: "/v1/coupons/{code}/disable",
    summary: "Disable one coupon for good.",
    rule: "promotions:write",
    params: z.strictObject({ code: couponCode }),
    answers: { 200: couponDetails },
    refusals: [CouponNotFound],
    idempotency: "optional",
  },
  ({ promotions, coupons, journal, idempotency, table, now }: Ports) =>
    async ({ params, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const [coupon] = await batchGet(table, [coupons.read(params.code)]);
      if (coupon === undefined) throw CouponNotFound();
      const answer = ok({ ...coupon, status: "disabled" as const });
      if (coupon.status === "disabled") return answer;
      const [promotion] = await batchGet(table, [promotions.read(coupon.promotionId)]);
      if (promotion === undefined) throw PromotionNotFound();
      const { promotionId: aggregateId } = promotion;
      const sequence = promotion.version + 1;
      return idempotency.commit({
        once,
        answer,
        parts: [
          journal.append({
            aggregateId,
            sequence,
            event: CouponDisabled,
            data: { promotionId: aggregateId },
            at: now(),
            origin,
          }),
          promotions.change({ ...promotion, version: sequence }),
          coupons.disable(coupon.code),
        ],
      });
    },
);
