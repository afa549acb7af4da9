import { defineReaction } from "@millrace/contracts/define-service";
import { OrderCanceled } from "@millrace/contracts/orders";
import { unitsBySku } from "@millrace/kernel/sale";
import { postMovements } from "../commands/post-movements.ts";
import { watchStock } from "../commands/watch-stock.ts";
import type { Ports } from "../ports.ts";

/**
 * Brings units that were taken in a rush and came back into the counters, and ends the alert when an order's units come
 * back and end a shortage. A second run finds both done.
 */
export const onOrderCanceled = defineReaction({ to: OrderCanceled }, async (received, ports: Ports) => {
  const skus = unitsBySku(received.data.lines).map(({ sku }) => sku);
  await Promise.all(skus.map((sku) => postMovements(ports, sku)));
  await watchStock(ports, received, skus);
});
