import { defineRoute } from "@millrace/contracts/define-route";
import { promotionChange, promotionDetails } from "@millrace/contracts/promotions-api";
import { id } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import { changePromotion, PromotionArchived, PromotionInvalid, PromotionNotFound } from "../domain/promotion.ts";
import type { Ports } from "../env.ts";
import { writeChange } from "./write-promotion.ts";

/** Open carts show the change; an order keeps what it got. */
export const updatePromotion = defineRoute(
  {
    method: "PATCH",
    path: "/v1/promotions/{promotionId}",
    summary: "Change a promotion; what is not named stays, null removes a date.",
    rule: "promotions:write",
    params: z.strictObject({ promotionId: id("promotion") }),
    body: promotionChange,
    answers: { 200: promotionDetails },
    refusals: [PromotionNotFound, PromotionArchived, PromotionInvalid, VersionMismatch],
    idempotency: "optional",
    ifMatch: "required",
  },
  (ports: Ports) =>
    ({ params, body, ifMatch, once, origin }) =>
      writeChange(ports, { ...params, once, origin, decide: (before) => changePromotion(before, body, ifMatch) }),
);
