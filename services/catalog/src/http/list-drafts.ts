import { productSummary } from "@millrace/contracts/catalog-api";
import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf, pageQuery } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import type { Ports } from "../env.ts";

export const listDrafts = defineRoute(
  {
    method: "GET",
    path: "/v1/drafts",
    summary: "List products that are not published yet, the newest first.",
    rule: "catalog:read",
    query: z.strictObject(pageQuery),
    answers: { 200: pageOf(productSummary) },
    refusals: [CursorInvalid],
  },
  ({ products, cursors }: Ports) =>
    async ({ query, caller }) => {
      const list = ["drafts", actorOf(caller)];
      const from = await cursors.open(list, query.cursor);
      const { items, position } = await products.listProducts("draft", query.limit, from);
      return ok({ items, nextCursor: await cursors.seal(list, position) });
    },
);
