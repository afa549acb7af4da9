import { defineRoute } from "@millrace/contracts/define-route";
import { adjustmentFields, StockAdjusted } from "@millrace/contracts/inventory";
import * as z from "zod";
import { skuDoors } from "../commands/find-stock.ts";
import { moveStock } from "../commands/move-stock.ts";
import { LocationNotFound } from "../domain/location.ts";
import { adjust, UnitsNotAvailable } from "../domain/moves.ts";
import { KitHasNoStock, StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";

export const adjustStock = defineRoute(
  "POST /v1/stock/{sku}/adjustments",
  {
    summary: "Correct the units of a SKU at a location, with a reason.",
    rule: "stock:write",
    body: z.strictObject(adjustmentFields),
    answers: { 201: StockAdjusted.data },
    refusals: [StockNotFound, KitHasNoStock, LocationNotFound, UnitsNotAvailable],
    idempotency: "required",
    doors: skuDoors,
  },
  (request, ports: Ports, doors) => {
    const adjustment = { adjustmentId: ports.newId("adjustment"), ...request.params, ...request.body };
    return moveStock(ports, doors, request, (found) => adjust(found, adjustment, request.at));
  },
);
