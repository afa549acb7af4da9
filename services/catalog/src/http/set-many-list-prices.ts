import { defineRoute } from "@millrace/contracts/define-route";
import { repriceList } from "../commands/reprice-list.ts";
import { SkuNotFound, TooManyListPrices } from "../domain/list-prices.ts";
import { PriceListNotFound } from "../domain/price-list.ts";
import type { Ports } from "../ports.ts";
import { changedListPrices, manyListPricesDraft } from "./price-list-schemas.ts";

export const setManyListPrices = defineRoute(
  "PUT /v1/price-lists/{priceListId}/prices",
  {
    summary: "Set the prices of up to 40 SKUs in a list, all or none; the list's other SKUs keep theirs.",
    rule: "catalog:write",
    body: manyListPricesDraft,
    answers: { 200: changedListPrices },
    refusals: [PriceListNotFound, SkuNotFound, TooManyListPrices],
    ifMatch: "required",
  },
  async (request, ports: Ports) => {
    const wanted = request.body.items.map((item, index) => ({ ...item, field: `body.items.${index}.sku` }));
    return repriceList(ports, request, request.params.priceListId, wanted);
  },
);
