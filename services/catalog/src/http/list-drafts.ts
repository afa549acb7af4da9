import { productSummary } from "@millrace/contracts/catalog-api";
import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf, pageQuery } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import { summaryOf } from "../domain/product.ts";
import type { Ports } from "../env.ts";

const unpublished = ["draft", "archived"] as const;

/** Walks along the index by status, like the list of published products. */
export const listDrafts = defineRoute(
  {
    method: "GET",
    path: "/v1/drafts",
    summary: "List products of one status that is not published, the latest to get it first.",
    rule: "catalog:read",
    query: z.strictObject({ ...pageQuery, status: z.enum(unpublished).default("draft") }),
    answers: { 200: pageOf(productSummary) },
    refusals: [CursorInvalid],
  },
  ({ products, cursors }: Ports) =>
    async ({ query, caller }) => {
      const list = [query.status, actorOf(caller)];
      const from = await cursors.open(list, query.cursor);
      const { items, position } = await products.listProducts(query.status, query.limit, from);
      return ok({ items: items.map(summaryOf), nextCursor: await cursors.seal(list, position) });
    },
);
