import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { PromotionCreated } from "@millrace/contracts/promotions";
import { promotionDetails, promotionDraft } from "@millrace/contracts/promotions-api";
import { BoardFull, draftPromotion, factOf } from "../domain/promotion.ts";
import type { Ports } from "../env.ts";
import { boardOf } from "./write-promotion.ts";

export const createPromotion = defineRoute(
  {
    method: "POST",
    path: "/v1/promotions",
    summary: "Create a promotion: one that applies by itself, or one for coupons.",
    rule: "promotions:write",
    body: promotionDraft,
    answers: { 201: promotionDetails },
    refusals: [BoardFull],
    idempotency: "optional",
  },
  (ports: Ports) =>
    async ({ body, once, origin }) => {
      const { promotions, journal, idempotency, now, newId } = ports;
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const at = now();
      const promotion = draftPromotion(body, newId("promotion"), at);
      const { promotionId: aggregateId, version: sequence } = promotion;
      return idempotency.commit({
        once,
        answer: created(promotion, `/v1/promotions/${aggregateId}`, etag(sequence)),
        parts: [
          journal.append({ aggregateId, sequence, event: PromotionCreated, data: factOf(promotion), at, origin }),
          promotions.create(promotion),
          ...(await boardOf(ports, promotion)),
        ],
      });
    },
);
