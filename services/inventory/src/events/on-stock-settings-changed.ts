import { defineReaction } from "@millrace/contracts/define-service";
import { StockSettingsChanged } from "@millrace/contracts/inventory";
import type { Ports } from "../env.ts";
import { watchStock } from "./watch-stock.ts";

/** Tells when the stock is low by another measure. A second run finds it told. */
export const onStockSettingsChanged = defineReaction({ to: StockSettingsChanged }, (ports: Ports) => {
  const watch = watchStock(ports);
  return ({ data, origin }) => watch([data.sku], origin);
});
