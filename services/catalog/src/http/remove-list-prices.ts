import { defineRoute } from "@millrace/contracts/define-route";
import { changedListPrices } from "@millrace/contracts/price-lists-api";
import { id, sku } from "@millrace/contracts/values";
import * as z from "zod";
import { ListPricesNotFound, SkuNotFound } from "../domain/list-prices.ts";
import { PriceListNotFound } from "../domain/price-list.ts";
import type { Ports } from "../env.ts";
import { writePrices } from "./price-change.ts";

export const removeListPrices = defineRoute(
  {
    method: "DELETE",
    path: "/v1/price-lists/{priceListId}/prices/{sku}",
    summary: "Take a SKU out of a price list.",
    rule: "catalog:write",
    params: z.strictObject({ priceListId: id("priceList"), sku }),
    answers: { 200: changedListPrices },
    refusals: [PriceListNotFound, SkuNotFound, ListPricesNotFound],
    idempotency: "optional",
    ifMatch: "required",
  },
  (ports: Ports) => {
    const write = writePrices(ports);
    return async ({ params: { priceListId, sku: priced }, ...request }) =>
      write({ ...request, priceListId, wanted: [{ field: "params.sku", sku: priced, prices: [] }] });
  },
);
