import { trackingLimits } from "@millrace/contracts/tracking";
import { epochSeconds, isoTime } from "@millrace/kernel/clock";
import { singleWrite } from "@millrace/table/single-write";
import type { Table } from "@millrace/table/table";
import type { Slot } from "../domain/slot.ts";
import { slotEntity } from "./slot.entity.ts";

type Key = Pick<Slot, "ownerId" | "slot" | "connectionId">;

/** Every access pattern of slots. Each change is of the connection's own slot alone, which another may have taken since. */
export type Slots = {
  /** AP-TK3. A caller's slots: table query, strongly consistent, at most 10. */
  listOfOwner(ownerId: string): Promise<readonly Slot[]>;
  /** AP-TK4. Takes a slot that is free; says whether it was. */
  take(slot: Slot, at: Date): Promise<boolean>;
  /** AP-TK5. Adds to what a connection follows; says whether there was room for it. */
  follow(key: Key, topic: string): Promise<boolean>;
  /** AP-TK6. Takes from what a connection follows. */
  leave(key: Key, topic: string): Promise<void>;
  /** AP-TK7. A connection is over; gives what it followed, undefined where the slot is not its own any more. */
  free(key: Key, at: Date): Promise<readonly string[] | undefined>;
};

export function createSlots(table: Table): Slots {
  const entity = slotEntity(table);
  return {
    async listOfOwner(ownerId) {
      const { data } = await entity.query.ofOwner({ ownerId }).go({ consistent: true });
      return data;
    },
    async take({ topics: _, ...slot }, at) {
      // A put, because a slot that is over gives way.
      const taken = await singleWrite(() =>
        entity
          .put({ ...slot, ttl: epochSeconds(new Date(slot.endsAt)) })
          .where(({ endsAt }, { notExists, lte }) => `${notExists(endsAt)} OR ${lte(endsAt, isoTime(at))}`)
          .go(),
      );
      return taken !== undefined;
    },
    async follow({ connectionId: own, ...key }, topic) {
      const followed = await singleWrite(() =>
        entity
          .patch(key)
          .add({ topics: [topic] })
          .where(({ connectionId, topics }, { eq, notExists, contains, size, value }) => {
            const room = `${size(topics)} < ${value(topics, trackingLimits.ordersOfConnection as never)}`;
            return `${eq(connectionId, own)} AND (${notExists(topics)} OR ${contains(topics, topic)} OR ${room})`;
          })
          .go(),
      );
      return followed !== undefined;
    },
    async leave({ connectionId: own, ...key }, topic) {
      await singleWrite(() =>
        entity
          .patch(key)
          .delete({ topics: [topic] })
          .where(({ connectionId }, { eq }) => eq(connectionId, own))
          .go(),
      );
    },
    async free({ connectionId: own, ...key }, at) {
      const freed = await singleWrite(() =>
        entity
          .patch(key)
          .set({ endsAt: isoTime(at), ttl: epochSeconds(at) })
          .remove(["topics"])
          .where(({ connectionId }, { eq }) => eq(connectionId, own))
          .go({ response: "all_old" }),
      );
      return freed && (freed.data?.topics ?? []);
    },
  };
}
