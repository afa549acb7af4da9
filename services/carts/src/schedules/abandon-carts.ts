import { CartAbandoned } from "@millrace/contracts/carts";
import { defineSchedule } from "@millrace/contracts/define-service";
import { isoTime } from "@millrace/kernel/clock";
import { transact } from "@millrace/table/transact";
import { dueShards } from "../data/carts.ts";
import { type Cart, factOf } from "../domain/cart.ts";
import type { Ports } from "../env.ts";

/** One run stops here and leaves the rest to the next, so that it ends well within its timeout. */
const maxPagesPerShard = 20;

/**
 * Ends carts that have expired and tells of each that had something in it. An empty one tells nothing: nobody left
 * anything behind, and whoever asks for guests' carts all day must not fill the bus a week later. A cart that changed
 * meanwhile is left alone; one that fails does not keep the others waiting, and the next run tries it again.
 */
export const abandonCarts = defineSchedule(
  { everyMinutes: 1 },
  ({ carts, journal, now }: Ports) =>
    async ({ origin }) => {
      const abandon = async (cart: Cart, at: Date): Promise<void> => {
        if (cart.status !== "open" || cart.expiresAt > isoTime(at)) return;
        if (cart.lines.length === 0) {
          await transact([carts.abandon(cart, cart.version)]);
          return;
        }
        const sequence = cart.version + 1;
        const aggregateId = cart.cartId;
        // What is refused was changed, checked out or abandoned by another run: then there is nothing to tell.
        await transact([
          carts.abandon(cart, sequence),
          journal.append({ aggregateId, sequence, event: CartAbandoned, data: factOf(cart), at, origin }),
        ]);
      };
      const failures: unknown[] = [];
      for (const shard of dueShards) {
        let position: string | null = null;
        for (let page = 0; page < maxPagesPerShard; page += 1) {
          const due = await carts.listDue(shard, now(), position);
          const outcomes = await Promise.allSettled(due.items.map((cart) => abandon(cart, now())));
          failures.push(...outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : [])));
          position = due.position;
          if (position === null) break;
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, `${failures.length} carts could not be abandoned.`);
    },
);
