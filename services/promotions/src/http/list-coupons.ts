import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf } from "@millrace/contracts/values";
import type { Ports } from "../ports.ts";
import { couponDetails } from "./schemas.ts";

export const listCoupons = defineRoute(
  "GET /v1/promotions/{promotionId}/coupons",
  {
    summary: "List a promotion's coupons by code.",
    rule: "promotions:read",
    answers: { 200: pageOf(couponDetails) },
    paged: true,
  },
  async (request, { coupons, cursors }: Ports) => {
    const { promotionId } = request.params;
    const list = ["coupons", promotionId];
    return ok(await cursors.page(list, request, (limit, position) => coupons.list(promotionId, limit, position)));
  },
);
