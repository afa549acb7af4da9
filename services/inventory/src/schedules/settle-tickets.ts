import { defineSchedule } from "@millrace/contracts/define-service";
import { sweep } from "@millrace/table/sweep";
import { postMovements } from "../commands/post-movements.ts";
import { takeBackTickets } from "../commands/take-back-tickets.ts";
import { watchStock } from "../commands/watch-stock.ts";
import type { Ports } from "../ports.ts";

/**
 * Settles what a rush left open: units whose tickets no order claimed come back, and movements that did not wait for the
 * counters come into them. One SKU that fails does not keep the others waiting; the run then counts as failed, and the
 * next one tries it again.
 */
export const settleTickets = defineSchedule({ everyMinutes: 1 }, async (tick, ports: Ports) => {
  const [takenBack] = await Promise.allSettled([
    sweep(ports.tickets.listOpen, (stock) => takeBackTickets(ports, stock, tick)),
  ]);
  await sweep(
    async (shard, position) => {
      const { items, position: next } = await ports.tickets.listPending(shard, position);
      return { items: [...new Set(items.map(({ sku }) => sku))], position: next };
    },
    async (sku) => {
      await postMovements(ports, sku);
      await watchStock(ports, tick, [sku]);
    },
  );
  if (takenBack.status === "rejected") throw takenBack.reason;
});
