import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { dropPriceList, PriceListNotFound } from "../domain/price-list.ts";
import type { Ports } from "../ports.ts";
import { priceBook } from "./price-list-schemas.ts";

export const removePriceList = defineRoute(
  "DELETE /v1/price-lists/{priceListId}",
  {
    summary: "Remove a price list, and with it all its prices; answers the lists that are left.",
    rule: "catalog:write",
    answers: { 200: priceBook },
    refusals: [PriceListNotFound],
    ifMatch: "required",
  },
  async (request, { priceBooks, write }: Ports) => {
    const { state, fact } = dropPriceList(await priceBooks.getBook(), request.params.priceListId, request.ifMatch);
    const { lists: items, version } = state;
    return write(request, fact, [priceBooks.changeBook(state)], ok({ items, version }, etag(version)));
  },
);
