import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { PriceListCreated } from "@millrace/contracts/price-lists";
import { priceListDetails, priceListDraft } from "@millrace/contracts/price-lists-api";
import { addPriceList, PriceBookFull, PriceListWindowEmpty, priceBookId } from "../domain/price-list.ts";
import type { Ports } from "../env.ts";

export const createPriceList = defineRoute(
  {
    method: "POST",
    path: "/v1/price-lists",
    summary: "Create a price list; its prices are set apart. The version is that of all price lists.",
    rule: "catalog:write",
    body: priceListDraft,
    answers: { 201: priceListDetails },
    refusals: [PriceBookFull, PriceListWindowEmpty],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ priceBooks, priceBookJournal, idempotency, now, newId }: Ports) =>
    async ({ body, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const { book, list } = addPriceList(await priceBooks.getBook(), body, newId("priceList"), ifMatch);
      const { version } = book;
      return idempotency.commit({
        once,
        answer: created({ ...list, version }, `/v1/price-lists/${list.priceListId}`, etag(version)),
        parts: [
          priceBooks.changeBook(book),
          priceBookJournal.append({
            aggregateId: priceBookId,
            sequence: version,
            event: PriceListCreated,
            data: { ...list, groups: [...list.groups] },
            at: now(),
            origin,
          }),
        ],
      });
    },
);
