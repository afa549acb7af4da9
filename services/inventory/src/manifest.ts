import { defineService } from "@millrace/contracts/define-service";
import {
  AllocationStrategyChanged,
  LocationUpdated,
  StockAdjusted,
  StockCounted,
  StockDepleted,
  StockLow,
  StockReceived,
  StockReconciled,
  StockReplenished,
  StockSettingsChanged,
  StockTransferred,
} from "@millrace/contracts/inventory";
import { onOrderCanceled } from "./events/on-order-canceled.ts";
import { onOrderPlaced } from "./events/on-order-placed.ts";
import { onStockAdjusted } from "./events/on-stock-adjusted.ts";
import { onStockCounted } from "./events/on-stock-counted.ts";
import { onStockReceived } from "./events/on-stock-received.ts";
import { onStockReconciled } from "./events/on-stock-reconciled.ts";
import { onStockSettingsChanged } from "./events/on-stock-settings-changed.ts";
import { adjustStock } from "./http/adjust-stock.ts";
import { countStock } from "./http/count-stock.ts";
import { getStock } from "./http/get-stock.ts";
import { listLocations } from "./http/list-locations.ts";
import { listMovements } from "./http/list-movements.ts";
import { putLocation } from "./http/put-location.ts";
import { receiveStock } from "./http/receive-stock.ts";
import { reconcileStock } from "./http/reconcile-stock.ts";
import { setAllocationStrategy } from "./http/set-allocation-strategy.ts";
import { setStockSettings } from "./http/set-stock-settings.ts";
import { transferStock } from "./http/transfer-stock.ts";
import { settleTickets } from "./schedules/settle-tickets.ts";

export const inventory = defineService("inventory", {
  purpose: "Units of stock per SKU and location, and every movement of them.",
  routes: {
    receiveStock,
    adjustStock,
    transferStock,
    countStock,
    getStock,
    setStockSettings,
    listMovements,
    reconcileStock,
    listLocations,
    putLocation,
    setAllocationStrategy,
  },
  publishes: [
    StockReceived,
    StockAdjusted,
    StockTransferred,
    StockCounted,
    StockSettingsChanged,
    StockReconciled,
    StockLow,
    StockDepleted,
    StockReplenished,
    LocationUpdated,
    AllocationStrategyChanged,
  ],
  reactions: {
    onOrderPlaced,
    onOrderCanceled,
    onStockReceived,
    onStockAdjusted,
    onStockCounted,
    onStockSettingsChanged,
    onStockReconciled,
  },
  schedules: { settleTickets },
});
