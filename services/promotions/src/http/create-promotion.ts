import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { batchGet } from "@millrace/table/batch-get";
import { activeWith, draftPromotion, TooManyActive } from "../domain/promotion.ts";
import type { Ports } from "../ports.ts";
import { promotionDetails, promotionDraft } from "./schemas.ts";

export const createPromotion = defineRoute(
  "POST /v1/promotions",
  {
    summary: "Create a promotion: one that applies by itself, or one for coupons.",
    rule: "promotions:write",
    body: promotionDraft,
    answers: { 201: promotionDetails },
    refusals: [TooManyActive],
  },
  async (request, { promotions, write, table, newId }: Ports) => {
    const [active] = await batchGet(table, [promotions.readActive()]);
    const { state, fact } = draftPromotion(request.body, newId("promotion"), request.at);
    const items = [promotions.create(state), ...promotions.writeActive(activeWith(active, state))];
    const answer = created(state, `/v1/promotions/${state.promotionId}`, etag(state.version));
    return write(request, fact, items, answer);
  },
);
