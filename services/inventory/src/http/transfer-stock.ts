import { defineRoute } from "@millrace/contracts/define-route";
import { StockTransferred } from "@millrace/contracts/inventory";
import { locationId, quantity } from "@millrace/contracts/values";
import * as z from "zod";
import { moveStock } from "../commands/move-stock.ts";
import { LocationNotFound } from "../domain/location.ts";
import { transfer, UnitsNotAvailable } from "../domain/moves.ts";
import { StockNotFound } from "../domain/stock.ts";
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
    refusals: [StockNotFound, LocationNotFound, UnitsNotAvailable],
    idempotency: "required",
  },
  (request, ports: Ports) => {
    const transferred = { transferId: ports.newId("transfer"), ...request.params, ...request.body };
    return moveStock(ports, request, (found) => transfer(found, transferred, request.at));
  },
);
