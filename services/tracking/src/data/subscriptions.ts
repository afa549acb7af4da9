import { epochSeconds, isoTime } from "@millrace/kernel/clock";
import type { Page } from "@millrace/table/cursors";
import { pageFrom } from "@millrace/table/results";
import { singleWrite } from "@millrace/table/single-write";
import type { Table } from "@millrace/table/table";
import type { Subscription } from "../domain/subscription.ts";
import { subscriptionEntity } from "./subscription.entity.ts";

type Key = Pick<Subscription, "topic" | "ownerId" | "slot" | "connectionId">;

/** So many connections get their messages at once. */
const pageSize = 25;

/** Every access pattern of subscriptions. */
export type Subscriptions = {
  /**
   * AP-TK8. Who follows a topic: table query, strongly consistent, one page. A subscription that was made before a fact
   * is never left out.
   */
  listOfTopic(topic: string, at: Date, position: string | null): Promise<Page<Subscription>>;
  /** AP-TK9. Begins a subscription, or begins it anew; left to a later connection in the same slot. */
  begin(subscription: Subscription): Promise<void>;
  /** AP-TK10. The connection has the order's facts up to this one; left alone where it has more. */
  advance(key: Key, sequence: number): Promise<void>;
  /** AP-TK11. Ends a subscription, unless it is another connection's by now. */
  end(key: Key, at: Date): Promise<void>;
};

export function createSubscriptions(table: Table): Subscriptions {
  const entity = subscriptionEntity(table);
  return {
    listOfTopic: (topic, at, position) =>
      pageFrom(
        entity.query
          .ofTopic({ topic })
          .where(({ endsAt }, { gt }) => gt(endsAt, isoTime(at)))
          .go({ consistent: true, limit: pageSize, cursor: position, pages: 1 }),
      ),
    async begin(subscription) {
      const { connectedAt: own } = subscription;
      await singleWrite(() =>
        entity
          .put({ ...subscription, ttl: epochSeconds(new Date(subscription.endsAt)) })
          .where(({ connectedAt }, { notExists, lte }) => `${notExists(connectedAt)} OR ${lte(connectedAt, own)}`)
          .go(),
      );
    },
    async advance({ connectionId: own, ...key }, sequence) {
      await singleWrite(() =>
        entity
          .patch({ topic: key.topic, ownerId: key.ownerId, slot: key.slot })
          .set({ sent: sequence })
          .where(({ connectionId, sent }, { eq, lt }) => `${eq(connectionId, own)} AND ${lt(sent, sequence)}`)
          .go(),
      );
    },
    async end({ connectionId: own, ...key }, at) {
      await singleWrite(() =>
        entity
          .patch({ topic: key.topic, ownerId: key.ownerId, slot: key.slot })
          .set({ endsAt: isoTime(at), ttl: epochSeconds(at) })
          .where(({ connectionId }, { eq }) => eq(connectionId, own))
          .go(),
      );
    },
  };
}
