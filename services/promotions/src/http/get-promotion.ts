import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { promotionDetails } from "@millrace/contracts/promotions-api";
import { id } from "@millrace/contracts/values";
import { batchGet } from "@millrace/table/batch-get";
import * as z from "zod";
import { PromotionNotFound } from "../domain/promotion.ts";
import type { Ports } from "../env.ts";

export const getPromotion = defineRoute(
  {
    method: "GET",
    path: "/v1/promotions/{promotionId}",
    summary: "Read a promotion, with how often it was redeemed.",
    rule: "promotions:read",
    params: z.strictObject({ promotionId: id("promotion") }),
    answers: { 200: promotionDetails },
    refusals: [PromotionNotFound],
  },
  ({ promotions, table }: Ports) =>
    async ({ params }) => {
      const [promotion] = await batchGet(table, [promotions.read(params.promotionId)]);
      if (promotion === undefined) throw PromotionNotFound();
      return ok(promotion, etag(promotion.version));
    },
);
