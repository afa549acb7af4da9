import type { Origin } from "@millrace/contracts/define-route";
import { defineSchedule } from "@millrace/contracts/define-service";
import * as inventory from "@millrace/inventory/doors";
import { isoTime } from "@millrace/kernel/clock";
import { dueShards } from "../data/orders.ts";
import type { Ports } from "../env.ts";

/** One run stops here and leaves the rest to the next, so that it ends well within its timeout. */
const maxPagesPerShard = 20;

const expire = async (orderId: string, { orders, cancelUnpaidOrder, now }: Ports, origin: Origin): Promise<void> => {
  const at = now();
  const order = await orders.get(orderId);
  // The index may be behind; the item itself says whether it is due.
  if (order === undefined || order.expiresAt > isoTime(at)) return;
  await cancelUnpaidOrder(order, "unpaid", at, origin);
};

/**
 * Cancels orders that were not paid in time, so that their stock is back within two minutes of `expiresAt`. One that
 * fails does not keep the others waiting; the run then counts as failed, and the next one tries it again.
 */
export const expireUnpaidOrders = defineSchedule(
  { everyMinutes: 1, doors: [inventory.release] },
  (ports: Ports) => async (origin) => {
    const failures: unknown[] = [];
    for (const shard of dueShards) {
      let position: string | null = null;
      for (let page = 0; page < maxPagesPerShard; page += 1) {
        const due = await ports.orders.listDue(shard, ports.now(), position);
        const outcomes = await Promise.allSettled(due.items.map((orderId) => expire(orderId, ports, origin)));
        failures.push(...outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : [])));
        position = due.position;
        if (position === null) break;
      }
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `${failures.length} unpaid orders could not be canceled.`);
  },
);
