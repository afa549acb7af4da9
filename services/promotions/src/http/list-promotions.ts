import { defineRoute, ok } from "@millrace/contracts/define-route";
import { promotionStatuses } from "@millrace/contracts/promotions";
import { promotionDetails } from "@millrace/contracts/promotions-api";
import { pageOf, pageQuery } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import type { Ports } from "../env.ts";

export const listPromotions = defineRoute(
  {
    method: "GET",
    path: "/v1/promotions",
    summary: "List the promotions of one status, the newest first.",
    rule: "promotions:read",
    query: z.strictObject({ ...pageQuery, status: z.enum(promotionStatuses).default("active") }),
    answers: { 200: pageOf(promotionDetails) },
    refusals: [CursorInvalid],
  },
  ({ promotions, cursors }: Ports) =>
    async ({ query, caller }) => {
      const list = ["promotions", query.status, actorOf(caller)];
      const from = await cursors.open(list, query.cursor);
      const { items, position } = await promotions.list(query.status, query.limit, from);
      return ok({ items, nextCursor: await cursors.seal(list, position) });
    },
);
