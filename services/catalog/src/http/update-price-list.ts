import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { PriceListUpdated } from "@millrace/contracts/price-lists";
import { priceListChange, priceListDetails } from "@millrace/contracts/price-lists-api";
import { id } from "@millrace/contracts/values";
import * as z from "zod";
import { changePriceList, PriceListNotFound, PriceListWindowEmpty, priceBookId } from "../domain/price-list.ts";
import type { Ports } from "../env.ts";

/** Open carts show the change; an order keeps the prices of its checkout. */
export const updatePriceList = defineRoute(
  {
    method: "PATCH",
    path: "/v1/price-lists/{priceListId}",
    summary: "Change a price list's name, status, window or groups; what is not named stays, null removes a date.",
    rule: "catalog:write",
    params: z.strictObject({ priceListId: id("priceList") }),
    body: priceListChange,
    answers: { 200: priceListDetails },
    refusals: [PriceListNotFound, PriceListWindowEmpty],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ priceBooks, priceBookJournal, idempotency, now }: Ports) =>
    async ({ params, body, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const { book, list } = changePriceList(await priceBooks.getBook(), params.priceListId, body, ifMatch);
      const { version } = book;
      return idempotency.commit({
        once,
        answer: ok({ ...list, version }, etag(version)),
        parts: [
          priceBooks.changeBook(book),
          priceBookJournal.append({
            aggregateId: priceBookId,
            sequence: version,
            event: PriceListUpdated,
            data: { ...list, groups: [...list.groups] },
            at: now(),
            origin,
          }),
        ],
      });
    },
);
