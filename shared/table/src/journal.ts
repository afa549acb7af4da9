import type { EventContract, EventMetadata, Fact } from "@millrace/contracts/define-event";
import type { Origin } from "@millrace/contracts/define-route";
import { isoTime } from "@millrace/kernel/clock";
import { shardOf } from "@millrace/kernel/ids";
import { Busy, VersionMismatch } from "@millrace/kernel/refusals";
import { Entity } from "electrodb";
import { indexed, journalEntityName, primary, seededAttribute, type Table } from "./table.ts";
import { type TransactItem, transactItem } from "./transact.ts";

/** The feed is spread over this many partitions an hour, so that one hour's writes do not meet on one key. */
export const feedShards = 4;

/** 999,999,999 commands on one aggregate; the padding makes sort keys sort. */
const sequenceDigits = 9;

function journalEntity(service: string, idName: string, table: Table) {
  return new Entity(
    {
      model: { service, entity: journalEntityName, version: "1" },
      attributes: {
        // The label puts an entry into its aggregate's partition.
        aggregateId: { type: "string", required: true, label: idName },
        sequence: { type: "number", required: true, padding: { length: sequenceDigits, char: "0" } },
        eventId: { type: "string", required: true },
        type: { type: "string", required: true },
        schemaVersion: { type: "number", required: true },
        occurredAt: { type: "string", required: true },
        actor: { type: "string", required: true },
        correlationId: { type: "string", required: true },
        causationId: { type: "string", required: true },
        causationDepth: { type: "number", required: true },
        traceHeader: { type: "string" },
        traceparent: { type: "string" },
        data: { type: "any", required: true },
        [seededAttribute]: { type: "boolean" },
        feedHour: { type: "string", required: true },
        feedShard: { type: "number", required: true },
      },
      indexes: {
        ofAggregate: primary({ partition: ["aggregateId"], sort: ["sequence"] }),
        feed: indexed("gsi3", { partition: ["feedHour", "feedShard"], sort: ["occurredAt", "eventId"] }),
      },
    },
    table,
  );
}

/** Data as they will be on the wire; the store refuses a field that is there and undefined. */
function asJson(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data));
}

/** A journal entry as it is stored, and as the stream shows it to the relay. */
export type JournalEntry = EventMetadata & {
  readonly traceHeader?: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** One journal to read. */
export type Journal = {
  /** An aggregate's entries from `after` (exclusive), oldest first; at most `limit` of them. Strongly consistent. */
  list(aggregateId: string, after: number, limit: number): Promise<readonly JournalEntry[]>;
};

/** When a fact is told, and where it comes from. A caller that named a version is refused by it, any other by `Busy`. */
export type Telling = { readonly at: Date; readonly origin: Origin; readonly ifMatch?: number | undefined };

function entryOf({ event, aggregateId, sequence, data }: Fact, { at, origin }: Telling) {
  const occurredAt = isoTime(at);
  return {
    ...origin,
    aggregateId,
    sequence,
    eventId: `${aggregateId}.${sequence}`,
    type: event.name,
    schemaVersion: event.version,
    occurredAt,
    data: asJson(event.data.parse(data)),
    feedHour: occurredAt.slice(0, 13),
    feedShard: shardOf(aggregateId, feedShards),
  };
}

/**
 * Makes the transact item that tells a fact beside the state it tells of, in the journal that the fact's contract names.
 * Its key is also the aggregate's optimistic lock.
 *
 * @throws zod's error, a bug, when the data do not match the contract
 */
export function journalsOf(
  table: Table,
): (fact: Fact, telling: Telling, marks?: { readonly seeded: true }) => TransactItem {
  const known = new Map<string, ReturnType<typeof journalEntity>>();
  const entityFor = ({ service, aggregate }: EventContract) => {
    const name = `${service}/${aggregate}`;
    const entity = known.get(name) ?? journalEntity(service, aggregate, table);
    known.set(name, entity);
    return entity;
  };
  return (fact, telling, marks) => {
    const changedMeanwhile = () => Busy(`${fact.aggregateId} changed meanwhile; send the request again.`);
    return transactItem(
      entityFor(fact.event),
      (writes) => writes.create({ ...entryOf(fact, telling), ...marks }),
      () => (telling.ifMatch === undefined ? changedMeanwhile() : VersionMismatch()),
    );
  };
}

/** Reads the journal of one kind of aggregate of a service: `journalOf("orders", "orderId", table)`. */
export function journalOf(service: string, aggregate: string, table: Table): Journal {
  const entity = journalEntity(service, aggregate, table);
  return {
    async list(aggregateId, after, limit) {
      const { data } = await entity.query
        .ofAggregate({ aggregateId })
        .gt({ sequence: after })
        .go({ consistent: true, limit });
      return data.map(({ feedHour, feedShard, ...entry }) => entry as unknown as JournalEntry);
    },
  };
}
