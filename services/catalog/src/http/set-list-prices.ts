import { defineRoute } from "@millrace/contracts/define-route";
import { changedListPrices, listPricesDraft } from "@millrace/contracts/price-lists-api";
import { id, sku } from "@millrace/contracts/values";
import * as z from "zod";
import { SkuNotFound, TooManyListPrices } from "../domain/list-prices.ts";
import { PriceListNotFound } from "../domain/price-list.ts";
import type { Ports } from "../env.ts";
import { writePrices } from "./price-change.ts";

export const setListPrices = defineRoute(
  {
    method: "PUT",
    path: "/v1/price-lists/{priceListId}/prices/{sku}",
    summary: "Set a SKU's prices in a list, in place of those it had there. The version is that of the list's prices.",
    rule: "catalog:write",
    params: z.strictObject({ priceListId: id("priceList"), sku }),
    body: listPricesDraft,
    answers: { 200: changedListPrices },
    refusals: [PriceListNotFound, SkuNotFound, TooManyListPrices],
    idempotency: "optional",
    ifMatch: "required",
  },
  (ports: Ports) => {
    const write = writePrices(ports);
    return async ({ params: { priceListId, sku: priced }, body, ...request }) =>
      write({ ...request, priceListId, wanted: [{ field: "params.sku", sku: priced, prices: body.prices }] });
  },
);
