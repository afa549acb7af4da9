import { defineReaction } from "@millrace/contracts/define-service";
import { OrderPlaced } from "@millrace/contracts/orders";
import { unitsBySku } from "@millrace/kernel/sale";
import type { Ports } from "../env.ts";
import { watchStock } from "./watch-stock.ts";

/** Tells when an order's pieces leave the stock low or depleted; the buyer waits for none of it. A second run finds it told. */
export const onOrderPlaced = defineReaction({ to: OrderPlaced }, (ports: Ports) => {
  const watch = watchStock(ports);
  return ({ data, origin }) =>
    watch(
      unitsBySku(data.lines).map(({ sku }) => sku),
      origin,
    );
});
