import { StockAdjusted } from "@millrace/contracts/inventory";
import { watching } from "./watching.ts";

/** Raises or ends the alert when units that were lost or found begin or end a shortage. A second run finds it so. */
export const onStockAdjusted = watching(StockAdjusted, ({ sku }) => [sku]);
