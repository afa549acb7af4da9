import { keptBriefly, productSummary } from "@millrace/contracts/catalog-api";
import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf, pageQuery } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import type { Ports } from "../env.ts";

export const listProducts = defineRoute(
  {
    method: "GET",
    path: "/v1/products",
    summary: "List published products, the newest first.",
    rule: "public",
    query: z.strictObject(pageQuery),
    answers: { 200: pageOf(productSummary) },
    refusals: [CursorInvalid],
  },
  ({ products, cursors }: Ports) =>
    async ({ query, caller }) => {
      const list = ["products", actorOf(caller)];
      const from = await cursors.open(list, query.cursor);
      const { items, position } = await products.listProducts("active", query.limit, from);
      const nextCursor = await cursors.seal(list, position);
      return ok({ items, nextCursor }, keptBriefly);
    },
);
