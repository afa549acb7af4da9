import { currencyMissing, namesCurrency, productQuery, productSummary } from "@millrace/contracts/catalog-api";
import { defineRoute } from "@millrace/contracts/define-route";
import { pageOf } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import { costs } from "../domain/listing.ts";
import { summaryOf } from "../domain/product.ts";
import type { Ports } from "../env.ts";
import { keptList } from "./kept-list.ts";

/** Walks along the index by status; the price range is applied to the `limit` products that a call reads. */
export const listProducts = defineRoute(
  {
    method: "GET",
    path: "/v1/products",
    summary: "List published products, the newest first.",
    rule: "public",
    query: z.strictObject(productQuery).refine(namesCurrency, currencyMissing),
    answers: { 200: pageOf(productSummary) },
    refusals: [CursorInvalid],
  },
  ({ products, cursors }: Ports) =>
    async ({ query, caller }) => {
      const list = ["products", actorOf(caller)];
      const from = await cursors.open(list, query.cursor);
      const { items, position } = await products.listProducts("active", query.limit, from);
      const found = items.filter((product) => costs(product, query)).map(summaryOf);
      return keptList({ items: found, nextCursor: await cursors.seal(list, position) });
    },
);
