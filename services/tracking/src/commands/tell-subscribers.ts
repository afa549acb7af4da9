import type { EventMetadata } from "@millrace/contracts/define-event";
import type { Journal } from "@millrace/table/journal";
import { newsOf, type Told } from "../domain/news.ts";
import { allOrders, type Subscription } from "../domain/subscription.ts";
import type { Ports } from "../ports.ts";
import { tellNext } from "./bring-up-to-date.ts";
import { disconnect } from "./disconnect.ts";

/** A fact of an order as the bus brings it. */
type OrderFact = { readonly metadata: EventMetadata; readonly data: Readonly<Record<string, unknown>> };

/** Calls `tell` for everybody who follows a topic, page by page: as many at once as a page has. Gives what failed. */
async function toFollowers(
  { subscriptions, now }: Ports,
  topic: string,
  tell: (subscription: Subscription) => Promise<void>,
): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  let position: string | null = null;
  do {
    const page = await subscriptions.listOfTopic(topic, now(), position);
    const outcomes = await Promise.allSettled(page.items.map(tell));
    failures.push(...outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : [])));
    position = page.position;
  } while (position !== null);
  return failures;
}

/**
 * Tells a fact to whoever follows its order, or all orders. One connection that cannot be reached keeps no other waiting.
 *
 * @throws AggregateError of all failures, when all have been tried: then the fact comes again, and who has it is passed
 */
export async function tellSubscribers(
  ports: Ports,
  list: Journal["list"],
  { metadata, data }: OrderFact,
): Promise<void> {
  const { aggregateId: orderId, sequence, type, schemaVersion, occurredAt } = metadata;
  const fact: Told = { sequence, type, schemaVersion, occurredAt, data };
  const news = newsOf(orderId, fact);
  const failures = [
    ...(await toFollowers(ports, orderId, (subscription) => tellNext(ports, list, subscription, fact))),
    ...(await toFollowers(ports, allOrders, async (subscription) => {
      if (!(await ports.post(subscription.connectionId, news))) await disconnect(ports, subscription);
    })),
  ];
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} connections could not be told.`);
}
