import type { Journal, JournalEntry } from "@millrace/table/journal";
import { newsOf, type Told } from "../domain/news.ts";
import type { Subscription } from "../domain/subscription.ts";
import type { Ports } from "../ports.ts";
import { disconnect } from "./disconnect.ts";

const pageSize = 25;

/** Sends facts one after the other; says whether the connection is still there. One that is gone is cleaned up. */
async function send(ports: Ports, { topic, ...to }: Subscription, facts: readonly Told[]): Promise<boolean> {
  for (const fact of facts) {
    if (await ports.post(to.connectionId, newsOf(topic, fact))) continue;
    await disconnect(ports, to);
    return false;
  }
  return true;
}

/**
 * Sends a subscription all facts of its order that it does not have, in order and without a gap, from the journal on. A
 * fact counts as sent only when it and all before it were: what dies in between, or runs at the same time, may send a
 * fact twice and never leaves one out.
 *
 * @throws the outage, when a fact may not have arrived
 */
export async function bringUpToDate(ports: Ports, list: Journal["list"], subscription: Subscription): Promise<void> {
  for (let { sent } = subscription; ; ) {
    const entries: readonly JournalEntry[] = await list(subscription.topic, sent, pageSize);
    const last = entries.at(-1);
    if (last === undefined || !(await send(ports, subscription, entries))) return;
    sent = last.sequence;
    await ports.subscriptions.advance(subscription, sent);
    if (entries.length < pageSize) return;
  }
}

/** Sends a subscription the fact that is told now; where facts before it are missing, those first. See `bringUpToDate`. */
export async function tellNext(
  ports: Ports,
  list: Journal["list"],
  subscription: Subscription,
  fact: Told,
): Promise<void> {
  if (fact.sequence <= subscription.sent) return;
  if (fact.sequence > subscription.sent + 1) return bringUpToDate(ports, list, subscription);
  if (await send(ports, subscription, [fact])) await ports.subscriptions.advance(subscription, fact.sequence);
}
