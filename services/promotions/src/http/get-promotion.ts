import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { PromotionNotFound } from "../domain/promotion.ts";
import type { Ports } from "../ports.ts";
import { promotionDetails } from "./schemas.ts";

export const getPromotion = defineRoute(
  "GET /v1/promotions/{promotionId}",
  {
    summary: "Read a promotion, with how often it was redeemed.",
    rule: "promotions:read",
    live: true,
    answers: { 200: promotionDetails },
    refusals: [PromotionNotFound],
  },
  async ({ params }, { promotions }: Ports) => {
    const promotion = found(await promotions.get(params.promotionId), PromotionNotFound);
    return ok(promotion, etag(promotion.version));
  },
);
