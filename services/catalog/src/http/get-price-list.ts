import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { listIn, PriceListNotFound } from "../domain/price-list.ts";
import type { Ports } from "../ports.ts";
import { priceListDetails } from "./price-list-schemas.ts";

export const getPriceList = defineRoute(
  "GET /v1/price-lists/{priceListId}",
  {
    summary: "Read a price list, without its prices.",
    rule: "catalog:read",
    answers: { 200: priceListDetails },
    refusals: [PriceListNotFound],
  },
  async ({ params }, { priceBooks }: Ports) => {
    const book = await priceBooks.getBook();
    const { version } = book;
    return ok({ ...listIn(book, params.priceListId), version }, etag(version));
  },
);
