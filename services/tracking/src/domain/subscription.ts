import type { Slot } from "./slot.ts";

/** The topic of whoever follows all orders. */
export const allOrders = "all";

/** One connection that follows one topic. */
export type Subscription = Pick<Slot, "ownerId" | "slot" | "connectionId" | "connectedAt" | "endsAt"> & {
  /** An order's id, or `all`. */
  readonly topic: string;
  /** The last sequence of the order that the connection has; it has all before it, too. Of all orders nothing is kept. */
  readonly sent: number;
};

export function subscriptionOf(slot: Slot, topic: string, sent: number): Subscription {
  const { ownerId, slot: number, connectionId, connectedAt, endsAt } = slot;
  return { topic, ownerId, slot: number, connectionId, connectedAt, endsAt, sent };
}
