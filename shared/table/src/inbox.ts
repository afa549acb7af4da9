import { epochSeconds, type Now, secondsAfter } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import { Entity } from "electrodb";
import { primary, type Table } from "./table.ts";
import { type TransactItem, transactItem } from "./transact.ts";

/** Longer than any dead-letter queue (14 d) or archive replay may bring a fact back. */
const retentionSeconds = 90 * 24 * 60 * 60;

const FactSeen = defineRefusal("conflict", "fact.seen", "This fact had its effect before.");

function inboxEntity(service: string, table: Table) {
  return new Entity(
    {
      model: { service, entity: "inbox", version: "1" },
      attributes: {
        eventId: { type: "string", required: true },
        consumer: { type: "string", required: true },
        ttl: { type: "number", required: true },
      },
      indexes: { byEvent: primary({ partition: ["eventId"], sort: ["consumer"] }) },
    },
    table,
  );
}

export type Inbox = {
  /** The part that makes a second delivery's transaction fail; goes into the transaction of the effect itself. */
  receive(consumer: string, eventId: string): TransactItem;
};

/** The inbox of one service, for effects that no state transition guards. */
export function inboxOf(service: string, table: Table, now: Now): Inbox {
  const entity = inboxEntity(service, table);
  return {
    receive: (consumer, eventId) =>
      transactItem(
        entity,
        (writes) => writes.create({ consumer, eventId, ttl: epochSeconds(secondsAfter(now(), retentionSeconds)) }),
        () => FactSeen(),
      ),
  };
}
