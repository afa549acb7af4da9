import { defineSchedule } from "@millrace/contracts/define-service";
import * as inventory from "@millrace/inventory/doors";
import * as promotions from "@millrace/promotions/doors";
import { dueShards } from "../data/orders.ts";
import type { Ports } from "../env.ts";

/** One run stops here and leaves the rest to the next, so that it ends well within its timeout. */
const maxPagesPerShard = 20;

/**
 * Cancels orders that were not paid in time, so that their stock is back within two minutes of `expiresAt`. One that
 * fails does not keep the others waiting; the run then counts as failed, and the next one tries it again.
 */
export const expireUnpaidOrders = defineSchedule(
  { everyMinutes: 1, doors: [inventory.release, promotions.giveBack] },
  ({ orders, cancelUnpaidOrder, now }: Ports) =>
    async ({ origin }) => {
      const failures: unknown[] = [];
      for (const shard of dueShards) {
        let position: string | null = null;
        for (let page = 0; page < maxPagesPerShard; page += 1) {
          const due = await orders.listDue(shard, now(), position);
          const outcomes = await Promise.allSettled(
            due.items.map((order) => cancelUnpaidOrder(order, "unpaid", now(), origin)),
          );
          failures.push(...outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : [])));
          position = due.position;
          if (position === null) break;
        }
      }
      if (failures.length > 0)
        throw new AggregateError(failures, `${failures.length} unpaid orders could not be canceled.`);
    },
);
