import { trackingLimits } from "@millrace/contracts/tracking";
import { isoTime, secondsAfter } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";

/** One of the few connections that a caller may have at once. Whoever comes later takes a slot that is over. */
export type Slot = {
  readonly ownerId: string;
  readonly slot: number;
  readonly connectionId: string;
  readonly connectedAt: string;
  /** From then on the slot is free: at the end of the longest life, or earlier where the end was told. */
  readonly endsAt: string;
  /** What the connection follows: orders by id, or `all`. */
  readonly topics?: readonly string[] | undefined;
};

export const TooManyConnections = defineRefusal(
  "too_many",
  "tracking.too_many_connections",
  `A caller has at most ${trackingLimits.connectionsOfCaller} connections open; close one.`,
);

export const TooManySubscriptions = defineRefusal(
  "conflict",
  "tracking.too_many_subscriptions",
  `A connection follows at most ${trackingLimits.ordersOfConnection} topics; leave one, or open another connection.`,
);

/** Which slots a new connection may try, in order. */
export function freeSlots(taken: readonly Slot[], at: Date): readonly number[] {
  const open = new Set(taken.filter(({ endsAt }) => endsAt > isoTime(at)).map(({ slot }) => slot));
  return Array.from({ length: trackingLimits.connectionsOfCaller }, (_, slot) => slot).filter(
    (slot) => !open.has(slot),
  );
}

/** When a connection is over, whatever happens. */
export function endOfLife(connectedAt: Date): string {
  return isoTime(secondsAfter(connectedAt, trackingLimits.lifeSeconds));
}
