import { StockSettingsChanged } from "@millrace/contracts/inventory";
import { watching } from "./watching.ts";

/** Raises or ends the alert when the stock is low by another measure. A second run finds it so. */
export const onStockSettingsChanged = watching(StockSettingsChanged, ({ sku }) => [sku]);
