import { defineRoute, ok } from "@millrace/contracts/define-route";
import { listedStatus, pageOf, pageQuery } from "@millrace/contracts/values";
import * as z from "zod";
import type { Ports } from "../ports.ts";
import { summaryOf } from "./product-view.ts";
import { productSummary } from "./schemas.ts";

const unpublished = ["draft", "archived"] as const;

/** Walks along the index by status, like the list of published products. */
export const listDrafts = defineRoute(
  "GET /v1/drafts",
  {
    summary: "List products of one status that is not published, the latest to get it first.",
    rule: "catalog:read",
    query: z.strictObject({ ...pageQuery, status: listedStatus(unpublished, "draft") }),
    answers: { 200: pageOf(productSummary) },
    paged: true,
  },
  async (request, { products, cursors }: Ports) => {
    const { status } = request.query;
    const page = await cursors.page([status], request, (...from) => products.listProducts(status, ...from));
    return ok({ ...page, items: page.items.map(summaryOf) });
  },
);
