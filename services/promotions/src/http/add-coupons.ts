import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { CodeTaken, generateCodes, issue, NoCoupons, randomLength } from "../domain/coupon.ts";
import { PromotionNotFound } from "../domain/promotion.ts";
import type { Ports } from "../ports.ts";
import { addedCoupons, newCoupons } from "./schemas.ts";

export const addCoupons = defineRoute(
  "POST /v1/promotions/{promotionId}/coupons",
  {
    summary: "Add coupons to a promotion: codes of your own, or random ones.",
    rule: "promotions:write",
    body: newCoupons,
    answers: { 201: addedCoupons },
    refusals: [PromotionNotFound, NoCoupons, CodeTaken],
    ifMatch: "required",
  },
  async (request, { promotions, coupons, write, randomBytes }: Ports) => {
    const { params, body, ifMatch, at } = request;
    const before = found(await promotions.get(params.promotionId), PromotionNotFound);
    const codes =
      "codes" in body
        ? body.codes
        : generateCodes(body.generate, body.prefix ?? "", randomBytes(body.generate * randomLength));
    const { state, fact } = issue(before, codes, ifMatch, at);
    const { version } = state.promotion;
    const items = [promotions.change(state.promotion), ...state.coupons.map(coupons.create)];
    const location = `/v1/promotions/${params.promotionId}/coupons`;
    return write(request, fact, items, created({ coupons: state.coupons, version }, location, etag(version)));
  },
);
