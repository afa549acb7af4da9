import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { promotionStatuses } from "@millrace/contracts/promotions";
import { found } from "@millrace/kernel/preconditions";
import { batchGet } from "@millrace/table/batch-get";
import * as z from "zod";
import { activeWith, moveTo, PromotionArchived, PromotionNotFound, TooManyActive } from "../domain/promotion.ts";
import type { Ports } from "../ports.ts";
import { promotionDetails } from "./schemas.ts";

export const setPromotionStatus = defineRoute(
  "PUT /v1/promotions/{promotionId}/status",
  {
    summary: "Pause a promotion, let it run again, or archive it for good.",
    rule: "promotions:write",
    body: z.strictObject({ status: z.enum(promotionStatuses) }),
    answers: { 200: promotionDetails },
    refusals: [PromotionNotFound, PromotionArchived, TooManyActive],
    ifMatch: "required",
  },
  async (request, { promotions, write, table }: Ports) => {
    const { params, body, ifMatch } = request;
    const [before, active] = await batchGet(table, [promotions.read(params.promotionId), promotions.readActive()]);
    const { state, fact } = moveTo(found(before, PromotionNotFound), body.status, ifMatch);
    const items = [promotions.change(state), ...promotions.writeActive(activeWith(active, state))];
    return write(request, fact, items, ok(state, etag(state.version)));
  },
);
