import { type EventContract, storyIdsOf } from "@millrace/contracts/define-event";
import { defineReaction, type Reaction } from "@millrace/contracts/define-service";
import type { Now } from "@millrace/kernel/clock";
import type { Topic } from "../adapters/topic.ts";

type Ports = { readonly topic: Topic; readonly now: Now };

/**
 * Publishes each of the given facts to the topic of customer notices, as it is on the bus. At least once: SNS has no
 * idempotency key, so a fact delivered twice is published twice and subscribers know it by the attribute `eventId`.
 */
export function noticesOf(facts: readonly EventContract[]): Readonly<Record<string, Reaction<Ports>>> {
  return Object.fromEntries(
    facts.map((to) => [
      to.name,
      defineReaction({ to }, async ({ metadata, data }, { topic }: Ports) => {
        const attributes = { type: metadata.type, ...storyIdsOf({ metadata, data }) };
        await topic.publish([{ body: JSON.stringify({ metadata, data }), attributes }]);
      }),
    ]),
  );
}
