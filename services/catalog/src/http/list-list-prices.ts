import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { listedSkus } from "@millrace/contracts/price-lists-api";
import { id, pageQuery } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import { listIn, PriceListNotFound } from "../domain/price-list.ts";
import type { Ports } from "../env.ts";

export const listListPrices = defineRoute(
  {
    method: "GET",
    path: "/v1/price-lists/{priceListId}/prices",
    summary: "List the SKUs that have prices in a list, by SKU. The version is that of the list's prices.",
    rule: "catalog:read",
    params: z.strictObject({ priceListId: id("priceList") }),
    query: z.strictObject(pageQuery),
    answers: { 200: listedSkus },
    refusals: [PriceListNotFound, CursorInvalid],
  },
  ({ listPrices, cursors }: Ports) =>
    async ({ params: { priceListId }, query, caller }) => {
      const list = ["list-prices", priceListId, actorOf(caller)];
      const from = await cursors.open(list, query.cursor);
      // A change between the two reads shows newer prices under the older version, which no writer can then use.
      const { book, version } = await listPrices.readList(priceListId, []);
      listIn(book, priceListId);
      const { items, position } = await listPrices.listSkus(priceListId, query.limit, from);
      return ok({ items, nextCursor: await cursors.seal(list, position), version }, etag(version));
    },
);
