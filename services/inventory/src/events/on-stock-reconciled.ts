import { StockReconciled } from "@millrace/contracts/inventory";
import { watching } from "./watching.ts";

/** Raises or ends the alert when repaired counters begin or end a shortage. A second run finds it so. */
export const onStockReconciled = watching(StockReconciled, ({ sku }) => [sku]);
