import type { EventContract } from "@millrace/contracts/define-event";
import { defineReaction, type Reaction } from "@millrace/contracts/define-service";
import type { TopicsPorts } from "../env.ts";

/**
 * Tells the topic of customer notices each of the given facts, as it is on the bus. At least once: SNS has no
 * idempotency key, so a fact delivered twice is told twice and subscribers know it by the attribute `eventId`.
 */
export function noticesOf(facts: readonly EventContract[]): Readonly<Record<string, Reaction<TopicsPorts>>> {
  return Object.fromEntries(
    facts.map((to) => [
      to.name,
      defineReaction({ to }, ({ topic }: TopicsPorts) => async ({ metadata, data }) => {
        const { type, eventId, correlationId, aggregateId } = metadata;
        const orderId = aggregateId.startsWith("ord_") ? aggregateId : String(data["orderId"]);
        const attributes = { type, orderId, correlationId, eventId };
        await topic.publish([{ body: JSON.stringify({ metadata, data }), attributes }]);
      }),
    ]),
  );
}
