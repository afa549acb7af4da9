import { defineRoute, ok } from "@millrace/contracts/define-route";
import { couponDetails } from "@millrace/contracts/promotions-api";
import { id, pageOf, pageQuery } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import type { Ports } from "../env.ts";

export const listCoupons = defineRoute(
  {
    method: "GET",
    path: "/v1/promotions/{promotionId}/coupons",
    summary: "List a promotion's coupons by code.",
    rule: "promotions:read",
    params: z.strictObject({ promotionId: id("promotion") }),
    query: z.strictObject(pageQuery),
    answers: { 200: pageOf(couponDetails) },
    refusals: [CursorInvalid],
  },
  ({ coupons, cursors }: Ports) =>
    async ({ params, query, caller }) => {
      const list = ["coupons", params.promotionId, actorOf(caller)];
      const from = await cursors.open(list, query.cursor);
      const { items, position } = await coupons.list(params.promotionId, query.limit, from);
      return ok({ items, nextCursor: await cursors.seal(list, position) });
    },
);
