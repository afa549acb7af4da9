import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { logger, mark } from "@millrace/lambda/observability";
import type { HandleRecords, StreamRecord } from "@millrace/lambda/stream";
import { journalEntityName, seededAttribute } from "@millrace/table/table";
import type { Bus } from "../adapters/bus.ts";
import { type BusEntry, busEntryOf, PoisonFact } from "../domain/bus-entry.ts";

type Indexed = { readonly index: number; readonly entry: BusEntry };
type Readable = {
  readonly facts: readonly Indexed[];
  readonly poison?: { readonly index: number; readonly error: PoisonFact };
};

function imageOf({ eventName, dynamodb }: StreamRecord): Readonly<Record<string, unknown>> | undefined {
  if (eventName !== "INSERT" || dynamodb?.NewImage === undefined) return undefined;
  // The two type the same JSON differently.
  const image = unmarshall(dynamodb.NewImage as Record<string, AttributeValue>);
  return image["__edb_e__"] === journalEntityName && !(seededAttribute in image) ? image : undefined;
}

/** The facts before the first record that can never be published. The mapping's filter lets nothing else in. */
function readUntilPoison(records: readonly StreamRecord[]): Readable {
  const facts: Indexed[] = [];
  for (const [index, record] of records.entries()) {
    const image = imageOf(record);
    try {
      if (image !== undefined) facts.push({ index, entry: busEntryOf(image) });
    } catch (error) {
      if (error instanceof PoisonFact) return { facts, poison: { index, error } };
      throw error;
    }
  }
  return { facts };
}

/**
 * Publishes the journal's new entries to the bus, in order, and stops at the first that did not get there. A fact may
 * be put twice (the answer was lost, the function died): consumers know it by its `eventId`.
 *
 * A poisoned record fails the call only once it is the first: then Lambda's bisecting and its bounded retries concern
 * that record alone, and it ends in the failure bucket by itself.
 */
export function publishJournal(bus: Bus): HandleRecords {
  return async (records) => {
    const { facts, poison } = readUntilPoison(records);
    if (poison?.index === 0) {
      logger.error("A journal entry cannot be published.", { error: poison.error });
      throw poison.error;
    }
    for (const { entry } of facts) mark(`## ${entry.detailType}`, entry.ids);
    const put = await bus.put(facts.map(({ entry }) => entry));
    logger.info("Facts published.", { eventIds: facts.slice(0, put).map(({ entry }) => entry.ids["eventId"]) });
    return facts[put]?.index ?? poison?.index ?? records.length;
  };
}
