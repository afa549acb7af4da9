import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { changePriceList, PriceListNotFound, PriceListWindowEmpty } from "../domain/price-list.ts";
import type { Ports } from "../ports.ts";
import { priceListChange, priceListDetails } from "./price-list-schemas.ts";

/** Open carts show the change; an order keeps the prices of its checkout. */
export const updatePriceList = defineRoute(
  "PATCH /v1/price-lists/{priceListId}",
  {
    summary: "Change a price list's name, status, window or groups; what is not named stays, null removes a date.",
    rule: "catalog:write",
    body: priceListChange,
    answers: { 200: priceListDetails },
    refusals: [PriceListNotFound, PriceListWindowEmpty],
    ifMatch: "required",
  },
  async (request, { priceBooks, write }: Ports) => {
    const known = await priceBooks.getBook();
    const { state, fact } = changePriceList(known, request.params.priceListId, request.body, request.ifMatch);
    const { version } = state.book;
    return write(request, fact, [priceBooks.changeBook(state.book)], ok({ ...state.list, version }, etag(version)));
  },
);
