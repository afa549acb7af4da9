import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { CouponAdded } from "@millrace/contracts/promotions";
import { couponDetails, maxCodes, newCoupons } from "@millrace/contracts/promotions-api";
import { id, version } from "@millrace/contracts/values";
import { isoTime } from "@millrace/kernel/clock";
import { VersionMismatch } from "@millrace/kernel/refusals";
import { batchGet } from "@millrace/table/batch-get";
import * as z from "zod";
import { CodeTaken, couponsOf, generateCodes, NoCoupons, randomLength } from "../domain/coupon.ts";
import { PromotionNotFound } from "../domain/promotion.ts";
import type { Ports } from "../env.ts";

/** A promotion's version grows with its coupons, so that each of its facts has its place. */
export const addCoupons = defineRoute(
  {
    method: "POST",
    path: "/v1/promotions/{promotionId}/coupons",
    summary: "Add coupons to a promotion: codes of your own, or random ones.",
    rule: "promotions:write",
    params: z.strictObject({ promotionId: id("promotion") }),
    body: newCoupons,
    answers: { 201: z.strictObject({ coupons: z.array(couponDetails).max(maxCodes), version }) },
    refusals: [PromotionNotFound, NoCoupons, CodeTaken, VersionMismatch],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ promotions, coupons, journal, idempotency, randomBytes, table, now }: Ports) =>
    async ({ params, body, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const [promotion] = await batchGet(table, [promotions.read(params.promotionId)]);
      if (promotion === undefined) throw PromotionNotFound();
      if (promotion.version !== ifMatch) throw VersionMismatch(`The promotion is at version ${promotion.version}.`);
      if (promotion.trigger !== "coupon") throw NoCoupons();
      const at = now();
      const codes =
        "codes" in body
          ? body.codes
          : generateCodes(body.generate, body.prefix ?? "", randomBytes(body.generate * randomLength));
      const { promotionId: aggregateId } = promotion;
      const added = couponsOf(aggregateId, codes, isoTime(at));
      const sequence = promotion.version + 1;
      return idempotency.commit({
        once,
        answer: created({ coupons: added, version: sequence }, `/v1/promotions/${aggregateId}/coupons`, etag(sequence)),
        parts: [
          journal.append({
            aggregateId,
            sequence,
            event: CouponAdded,
            data: { promotionId: aggregateId, count: added.length },
            at,
            origin,
          }),
          promotions.change({ ...promotion, version: sequence }),
          ...added.map((coupon, index) => coupons.create(coupon, index)),
        ],
      });
    },
);
