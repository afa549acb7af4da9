import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { PriceListRemoved } from "@millrace/contracts/price-lists";
import { priceBook } from "@millrace/contracts/price-lists-api";
import { id } from "@millrace/contracts/values";
import * as z from "zod";
import { PriceListNotFound, priceBookId, removePriceList as remove } from "../domain/price-list.ts";
import type { Ports } from "../env.ts";

export const removePriceList = defineRoute(
  {
    method: "DELETE",
    path: "/v1/price-lists/{priceListId}",
    summary: "Remove a price list, and with it all its prices; answers the lists that are left.",
    rule: "catalog:write",
    params: z.strictObject({ priceListId: id("priceList") }),
    answers: { 200: priceBook },
    refusals: [PriceListNotFound],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ priceBooks, priceBookJournal, idempotency, now }: Ports) =>
    async ({ params, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const book = remove(await priceBooks.getBook(), params.priceListId, ifMatch);
      const { lists: items, version } = book;
      return idempotency.commit({
        once,
        answer: ok({ items, version }, etag(version)),
        parts: [
          priceBooks.changeBook(book),
          priceBookJournal.append({
            aggregateId: priceBookId,
            sequence: version,
            event: PriceListRemoved,
            data: { priceListId: params.priceListId },
            at: now(),
            origin,
          }),
        ],
      });
    },
);
