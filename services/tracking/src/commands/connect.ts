import type { Owner } from "@millrace/kernel/caller";
import { isoTime } from "@millrace/kernel/clock";
import { endOfLife, freeSlots, TooManyConnections } from "../domain/slot.ts";
import type { Ports } from "../ports.ts";

/** A connection that is about to be, or is, there. */
export type Connecting = { readonly connectionId: string; readonly connectedAt: Date; readonly caller: Owner };

/**
 * Takes one of the caller's slots for a connection. Of those who come at once, no two get the same.
 *
 * @throws TooManyConnections where all are taken
 */
export async function connect(
  { slots, now }: Pick<Ports, "slots" | "now">,
  { connectionId, connectedAt, caller: { ownerId } }: Connecting,
): Promise<void> {
  const at = now();
  const opened = { ownerId, connectionId, connectedAt: isoTime(connectedAt), endsAt: endOfLife(connectedAt) };
  for (const slot of freeSlots(await slots.listOfOwner(ownerId), at)) {
    if (await slots.take({ ...opened, slot }, at)) return;
  }
  throw TooManyConnections();
}
