import { defineRoute, ok } from "@millrace/contracts/define-route";
import { promotionStatuses } from "@millrace/contracts/promotions";
import { listedStatus, pageOf, pageQuery } from "@millrace/contracts/values";
import * as z from "zod";
import type { Ports } from "../ports.ts";
import { promotionDetails } from "./schemas.ts";

export const listPromotions = defineRoute(
  "GET /v1/promotions",
  {
    summary: "List the promotions of one status, the newest first.",
    rule: "promotions:read",
    query: z.strictObject({ ...pageQuery, status: listedStatus(promotionStatuses, "active") }),
    answers: { 200: pageOf(promotionDetails) },
    paged: true,
  },
  async (request, { promotions, cursors }: Ports) => {
    const { status } = request.query;
    const list = ["promotions", status];
    return ok(await cursors.page(list, request, (limit, position) => promotions.list(status, limit, position)));
  },
);
