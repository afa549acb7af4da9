import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { listIn, PriceListNotFound } from "../domain/price-list.ts";
import type { Ports } from "../ports.ts";
import { listedSkus } from "./price-list-schemas.ts";

export const listListPrices = defineRoute(
  "GET /v1/price-lists/{priceListId}/prices",
  {
    summary: "List the SKUs that have prices in a list, by SKU. The version is that of the list's prices.",
    rule: "catalog:read",
    answers: { 200: listedSkus },
    refusals: [PriceListNotFound],
    paged: true,
  },
  async (request, { listPrices, cursors }: Ports) => {
    const { priceListId } = request.params;
    // A change between the two reads shows newer prices under the older version, which no writer can then use.
    const { book, version } = await listPrices.readList(priceListId, []);
    listIn(book, priceListId);
    const page = await cursors.page(["list-prices", priceListId], request, (...from) =>
      listPrices.listSkus(priceListId, ...from),
    );
    return ok({ ...page, version }, etag(version));
  },
);
