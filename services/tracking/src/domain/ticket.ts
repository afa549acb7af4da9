import { trackingLimits } from "@millrace/contracts/tracking";
import type { Owner } from "@millrace/kernel/caller";
import { isoTime, secondsAfter } from "@millrace/kernel/clock";

/** What opens one connection, for whoever it was made for. The text itself is kept nowhere. */
export type Ticket = {
  readonly ticketHash: string;
  readonly kind: Owner["kind"];
  readonly ownerId: string;
  readonly groups: readonly string[];
  readonly expiresAt: string;
};

export function ticketFor(caller: Owner, ticketHash: string, at: Date): Ticket {
  const { kind, ownerId } = caller;
  const expiresAt = isoTime(secondsAfter(at, trackingLimits.ticketSeconds));
  return { ticketHash, kind, ownerId, groups: kind === "customer" ? caller.groups : [], expiresAt };
}

/** Whom a ticket was made for, with the groups of that time. */
export function holderOf({ kind, ownerId, groups }: Ticket): Owner {
  return kind === "guest" ? { kind, ownerId } : { kind, ownerId, groups };
}
