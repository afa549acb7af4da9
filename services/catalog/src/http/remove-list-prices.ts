import { defineRoute } from "@millrace/contracts/define-route";
import { repriceList } from "../commands/reprice-list.ts";
import { ListPricesNotFound, SkuNotFound } from "../domain/list-prices.ts";
import { PriceListNotFound } from "../domain/price-list.ts";
import type { Ports } from "../ports.ts";
import { changedListPrices } from "./price-list-schemas.ts";

export const removeListPrices = defineRoute(
  "DELETE /v1/price-lists/{priceListId}/prices/{sku}",
  {
    summary: "Take a SKU out of a price list.",
    rule: "catalog:write",
    answers: { 200: changedListPrices },
    refusals: [PriceListNotFound, SkuNotFound, ListPricesNotFound],
    ifMatch: "required",
  },
  async (request, ports: Ports) => {
    const { priceListId, sku } = request.params;
    return repriceList(ports, request, priceListId, [{ field: "params.sku", sku, prices: [] }]);
  },
);
