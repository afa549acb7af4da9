import { StockReceived } from "@millrace/contracts/inventory";
import { watching } from "./watching.ts";

/** Ends the alert when units that came in end a shortage. A second run finds it ended. */
export const onStockReceived = watching(StockReceived, ({ sku }) => [sku]);
