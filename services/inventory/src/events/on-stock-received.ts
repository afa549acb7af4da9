import { defineReaction } from "@millrace/contracts/define-service";
import { StockReceived } from "@millrace/contracts/inventory";
import type { Ports } from "../env.ts";
import { watchStock } from "./watch-stock.ts";

/** Tells when pieces that came in end a shortage. A second run finds it told. */
export const onStockReceived = defineReaction({ to: StockReceived }, (ports: Ports) => {
  const watch = watchStock(ports);
  return ({ data, origin }) => watch([data.sku], origin);
});
