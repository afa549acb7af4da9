import { defineRoute } from "@millrace/contracts/define-route";
import { counted, StockCounted } from "@millrace/contracts/inventory";
import { locationId } from "@millrace/contracts/values";
import * as z from "zod";
import { skuDoors } from "../commands/find-stock.ts";
import { moveStock } from "../commands/move-stock.ts";
import { LocationNotFound } from "../domain/location.ts";
import { count, UnitsNotAvailable } from "../domain/moves.ts";
import { KitHasNoStock, StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";

/**
 * Books what was found on the shelf. Orders may come in meanwhile, for they change nothing on hand; units that come or go
 * otherwise make the count be refused, for nobody knows whether they were counted.
 */
export const countStock = defineRoute(
  "POST /v1/stock/{sku}/counts",
  {
    summary: "Set the units of a SKU at a location to what was counted there.",
    rule: "stock:write",
    body: z.strictObject({ locationId, counted }),
    answers: { 201: StockCounted.data },
    refusals: [StockNotFound, KitHasNoStock, LocationNotFound, UnitsNotAvailable],
    idempotency: "required",
    doors: skuDoors,
  },
  (request, ports: Ports, doors) => {
    const seen = { stockCountId: ports.newId("stockCount"), ...request.params, ...request.body };
    return moveStock(ports, doors, request, (found) => count(found, seen, request.at));
  },
);
