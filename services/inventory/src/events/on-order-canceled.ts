import { defineReaction } from "@millrace/contracts/define-service";
import { OrderCanceled } from "@millrace/contracts/orders";
import { unitsBySku } from "@millrace/kernel/sale";
import type { Ports } from "../env.ts";
import { watchStock } from "./watch-stock.ts";

/** Tells when an order's pieces come back and end a shortage. A second run finds it told. */
export const onOrderCanceled = defineReaction({ to: OrderCanceled }, (ports: Ports) => {
  const watch = watchStock(ports);
  return ({ data, origin }) =>
    watch(
      unitsBySku(data.lines).map(({ sku }) => sku),
      origin,
    );
});
