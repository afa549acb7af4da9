import { defineRoute } from "@millrace/contracts/define-route";
import { StockTransferred } from "@millrace/contracts/inventory";
import { locationId, quantity } from "@millrace/contracts/values";
import * as z from "zod";
import { skuDoors } from "../commands/find-stock.ts";
import { moveStock } from "../commands/move-stock.ts";
import { LocationNotFound } from "../domain/location.ts";
import { transfer, UnitsNotAvailable } from "../domain/moves.ts";
import { KitHasNoStock, StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";

export const transferStock = defineRoute(
  "POST /v1/stock/{sku}/transfers",
  {
    summary: "Move available units of a SKU from one location to another.",
    rule: "stock:write",
    body: z
      .strictObject({ from: locationId, to: locationId.meta({ example: "loc_berlin" }), quantity })
      .refine(({ from, to }) => from !== to, { message: "is where the units are", path: ["to"] }),
    answers: { 201: StockTransferred.data },
    refusals: [StockNotFound, KitHasNoStock, LocationNotFound, UnitsNotAvailable],
    idempotency: "required",
    doors: skuDoors,
  },
  (request, ports: Ports, doors) => {
    const transferred = { transferId: ports.newId("transfer"), ...request.params, ...request.body };
    return moveStock(ports, doors, request, (found) => transfer(found, transferred, request.at));
  },
);
