import { defineRoute } from "@millrace/contracts/define-route";
import { StockReceived } from "@millrace/contracts/inventory";
import { locationId, quantity } from "@millrace/contracts/values";
import * as z from "zod";
import { skuDoors } from "../commands/find-stock.ts";
import { moveStock } from "../commands/move-stock.ts";
import { LocationNotFound } from "../domain/location.ts";
import { receive } from "../domain/moves.ts";
import { KitHasNoStock, StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";

export const receiveStock = defineRoute(
  "POST /v1/stock/{sku}/receipts",
  {
    summary: "Book received units of a SKU into a location.",
    rule: "stock:write",
    body: z.strictObject({ locationId, quantity }),
    answers: { 201: StockReceived.data },
    refusals: [StockNotFound, KitHasNoStock, LocationNotFound],
    idempotency: "required",
    doors: skuDoors,
  },
  (request, ports: Ports, doors) => {
    const receipt = { receiptId: ports.newId("receipt"), ...request.params, ...request.body };
    return moveStock(ports, doors, request, (found) => receive(found, receipt, request.at));
  },
);
