import { defineRoute } from "@millrace/contracts/define-route";
import { promotionStatuses } from "@millrace/contracts/promotions";
import { promotionDetails } from "@millrace/contracts/promotions-api";
import { id } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import { BoardFull, moveTo, PromotionArchived, PromotionNotFound } from "../domain/promotion.ts";
import type { Ports } from "../env.ts";
import { writeChange } from "./write-promotion.ts";

export const setPromotionStatus = defineRoute(
  {
    method: "PUT",
    path: "/v1/promotions/{promotionId}/status",
    summary: "Pause a promotion, let it run again, or archive it for good.",
    rule: "promotions:write",
    params: z.strictObject({ promotionId: id("promotion") }),
    body: z.strictObject({ status: z.enum(promotionStatuses) }),
    answers: { 200: promotionDetails },
    refusals: [PromotionNotFound, PromotionArchived, BoardFull, VersionMismatch],
    idempotency: "optional",
    ifMatch: "required",
  },
  (ports: Ports) =>
    ({ params, body, ifMatch, once, origin }) =>
      writeChange(ports, { ...params, once, origin, decide: (before) => moveTo(before, body.status, ifMatch) }),
);
