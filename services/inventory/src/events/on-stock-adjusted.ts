import { defineReaction } from "@millrace/contracts/define-service";
import { StockAdjusted } from "@millrace/contracts/inventory";
import type { Ports } from "../env.ts";
import { watchStock } from "./watch-stock.ts";

/** Tells when pieces that were lost or found begin or end a shortage. A second run finds it told. */
export const onStockAdjusted = defineReaction({ to: StockAdjusted }, (ports: Ports) => {
  const watch = watchStock(ports);
  return ({ data, origin }) => watch([data.sku], origin);
});
