import { StockCounted } from "@millrace/contracts/inventory";
import { watching } from "./watching.ts";

/** Raises or ends the alert when what was counted begins or ends a shortage. A second run finds it so. */
export const onStockCounted = watching(StockCounted, ({ sku }) => [sku]);
