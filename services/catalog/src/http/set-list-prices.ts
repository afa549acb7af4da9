import { defineRoute } from "@millrace/contracts/define-route";
import { repriceList } from "../commands/reprice-list.ts";
import { SkuNotFound, TooManyListPrices } from "../domain/list-prices.ts";
import { PriceListNotFound } from "../domain/price-list.ts";
import type { Ports } from "../ports.ts";
import { changedListPrices, listPricesDraft } from "./price-list-schemas.ts";

export const setListPrices = defineRoute(
  "PUT /v1/price-lists/{priceListId}/prices/{sku}",
  {
    summary: "Set a SKU's prices in a list, in place of those it had there. The version is that of the list's prices.",
    rule: "catalog:write",
    body: listPricesDraft,
    answers: { 200: changedListPrices },
    refusals: [PriceListNotFound, SkuNotFound, TooManyListPrices],
    ifMatch: "required",
  },
  async (request, ports: Ports) => {
    const { priceListId, sku } = request.params;
    return repriceList(ports, request, priceListId, [{ field: "params.sku", sku, prices: request.body.prices }]);
  },
);
