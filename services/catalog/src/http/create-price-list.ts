import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { addPriceList, PriceBookFull, PriceListWindowEmpty } from "../domain/price-list.ts";
import type { Ports } from "../ports.ts";
import { priceListDetails, priceListDraft } from "./price-list-schemas.ts";

export const createPriceList = defineRoute(
  "POST /v1/price-lists",
  {
    summary: "Create a price list; its prices are set apart. The version is that of all price lists.",
    rule: "catalog:write",
    body: priceListDraft,
    answers: { 201: priceListDetails },
    refusals: [PriceBookFull, PriceListWindowEmpty],
    ifMatch: "required",
  },
  async (request, { priceBooks, write, newId }: Ports) => {
    const known = await priceBooks.getBook();
    const { state, fact } = addPriceList(known, request.body, newId("priceList"), request.ifMatch);
    const { book, list } = state;
    const answer = created(
      { ...list, version: book.version },
      `/v1/price-lists/${list.priceListId}`,
      etag(book.version),
    );
    return write(request, fact, [priceBooks.changeBook(book)], answer);
  },
);
