import { defineReaction } from "@millrace/contracts/define-service";
import { StockCounted } from "@millrace/contracts/inventory";
import type { Ports } from "../env.ts";
import { watchStock } from "./watch-stock.ts";

/** Tells when what was counted begins or ends a shortage. A second run finds it told. */
export const onStockCounted = defineReaction({ to: StockCounted }, (ports: Ports) => {
  const watch = watchStock(ports);
  return ({ data, origin }) => watch([data.sku], origin);
});
