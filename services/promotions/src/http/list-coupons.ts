import { defineRoute, ok } from "@millrace/contracts/define-route";
import { id, pageOf, pageQuery } from "@millrace/contracts/values";
import * as z from "zod";
import type { Ports } from "../ports.ts";
import { couponDetails } from "./schemas.ts";

export const listCoupons = defineRoute(
  {
    method: "GET",
    path: "/v1/promotions/{promotionId}/coupons",
    summary: "List a promotion's coupons by code.",
    rule: "promotions:read",
    params: z.strictObject({ promotionId: id("promotion") }),
    query: z.strictObject(pageQuery),
    answers: { 200: pageOf(couponDetails) },
    paged: true,
  },
  ({ coupons, cursors }: Ports) =>
    async (request) => {
      const { promotionId } = request.params;
      const list = ["coupons", promotionId];
      return ok(await cursors.page(list, request, (limit, position) => coupons.list(promotionId, limit, position)));
    },
);
