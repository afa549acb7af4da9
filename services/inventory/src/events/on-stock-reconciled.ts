import { defineReaction } from "@millrace/contracts/define-service";
import { StockReconciled } from "@millrace/contracts/inventory";
import type { Ports } from "../env.ts";
import { watchStock } from "./watch-stock.ts";

/** Tells when repaired counters begin or end a shortage. A second run finds it told. */
export const onStockReconciled = defineReaction({ to: StockReconciled }, (ports: Ports) => {
  const watch = watchStock(ports);
  return ({ data, origin }) => watch([data.sku], origin);
});
