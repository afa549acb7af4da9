import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { changePriceList, PriceListNotFound, PriceListWindowEmpty } from "../domain/price-list.ts";
import type { Ports } from "../ports.ts";
import { priceListChange, priceListDetails, priceListParams } from "./price-list-schemas.ts";

/** Open carts show the change; an order keeps the prices of its checkout. */
export const updatePriceList = defineRoute(
  {
    method: "PATCH",
    path: "/v1/price-lists/{priceListId}",
    summary: "Change a price list's name, status, window or groups; what is not named stays, null removes a date.",
    rule: "catalog:write",
    params: priceListParams,
    body: priceListChange,
    answers: { 200: priceListDetails },
    refusals: [PriceListNotFound, PriceListWindowEmpty],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ priceBooks, write }: Ports) =>
    async (request) => {
      const known = await priceBooks.getBook();
      const { state, fact } = changePriceList(known, request.params.priceListId, request.body, request.ifMatch);
      const { version } = state.book;
      return write(request, fact, [priceBooks.changeBook(state.book)], ok({ ...state.list, version }, etag(version)));
    },
);
