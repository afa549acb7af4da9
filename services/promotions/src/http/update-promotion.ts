import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { batchGet } from "@millrace/table/batch-get";
import {
  activeWith,
  changePromotion,
  PromotionArchived,
  PromotionInvalid,
  PromotionNotFound,
} from "../domain/promotion.ts";
import type { Ports } from "../ports.ts";
import { promotionChange, promotionDetails } from "./schemas.ts";

/** Open carts show the change; an order keeps what it got. */
export const updatePromotion = defineRoute(
  "PATCH /v1/promotions/{promotionId}",
  {
    summary: "Change a promotion; what is not named stays, null removes a date.",
    rule: "promotions:write",
    body: promotionChange,
    answers: { 200: promotionDetails },
    refusals: [PromotionNotFound, PromotionArchived, PromotionInvalid],
    ifMatch: "required",
  },
  async (request, { promotions, write, table }: Ports) => {
    const { params, body, ifMatch } = request;
    const [before, active] = await batchGet(table, [promotions.read(params.promotionId), promotions.readActive()]);
    const { state, fact } = changePromotion(found(before, PromotionNotFound), body, ifMatch);
    const items = [promotions.change(state), ...promotions.writeActive(activeWith(active, state))];
    return write(request, fact, items, ok(state, etag(state.version)));
  },
);
