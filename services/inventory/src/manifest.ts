import { defineService } from "@millrace/contracts/define-service";
import { StockReceived } from "@millrace/contracts/inventory";
import { getStock } from "./http/get-stock.ts";
import { listMovements } from "./http/list-movements.ts";
import { receiveStock } from "./http/receive-stock.ts";

export const inventory = defineService("inventory", {
  routes: { receiveStock, getStock, listMovements },
  publishes: [StockReceived],
});
