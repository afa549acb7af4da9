import type { Ports } from "../ports.ts";

/** Frees a connection's slot and ends its subscriptions. What is over already is left as it is. */
export async function disconnect(
  { slots, subscriptions, now }: Pick<Ports, "slots" | "subscriptions" | "now">,
  { connectionId, ownerId }: { readonly connectionId: string; readonly ownerId: string },
): Promise<void> {
  const own = (await slots.listOfOwner(ownerId)).find((slot) => slot.connectionId === connectionId);
  if (own === undefined) return;
  const at = now();
  const topics = (await slots.free(own, at)) ?? [];
  await Promise.all(topics.map((topic) => subscriptions.end({ ...own, topic }, at)));
}
