import type { EventBridgeClient, PutEventsCommand, PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { marshall } from "@aws-sdk/util-dynamodb";
import { fact } from "@millrace/contracts/define-event";
import { OrderPlaced } from "@millrace/contracts/orders";
import { streamHandler } from "@millrace/lambda/stream";
import { commandsOf } from "@millrace/table/commands";
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { itemsOf } from "../../../../test/support/items.ts";
import { aJournalImage } from "../../../../test/support/journal-image.ts";
import { freshTable } from "../../../../test/support/table.ts";
import { createBus } from "../adapters/bus.ts";
import { publishJournal } from "../commands/publish-journal.ts";

/** EventBridge in memory: takes what `takes` lets it, and remembers each call. */
function eventBridge(takes: (entry: PutEventsRequestEntry, call: number) => boolean = () => true) {
  const calls: PutEventsRequestEntry[][] = [];
  const taken: string[] = [];
  const client = {
    async send({ input }: PutEventsCommand) {
      const entries = input.Entries ?? [];
      calls.push(entries);
      const outcomes = entries.map((entry) => {
        if (!takes(entry, calls.length)) return { ErrorCode: "InternalFailure" };
        taken.push(eventIdOf(entry));
        return { EventId: crypto.randomUUID() };
      });
      return { FailedEntryCount: outcomes.filter(({ EventId }) => EventId === undefined).length, Entries: outcomes };
    },
  } as unknown as EventBridgeClient;
  return { client, calls, taken };
}

function eventIdOf({ Detail }: PutEventsRequestEntry): string {
  return JSON.parse(Detail ?? "{}").metadata.eventId;
}

function recordOf(sequence: number, changes: Readonly<Record<string, unknown>> = {}, eventName = "INSERT") {
  return {
    eventName,
    dynamodb: {
      SequenceNumber: `SN-${sequence}`,
      NewImage: marshall({ ...aJournalImage(OrderPlaced, { sequence, ...changes }) }, { removeUndefinedValues: true }),
    },
  } as DynamoDBRecord;
}

function records(count: number): DynamoDBRecord[] {
  return Array.from({ length: count }, (_, index) => recordOf(index + 1));
}
function idsOf(...sequences: number[]): string[] {
  return sequences.map((n) => `${OrderPlaced.example.orderId}.${n}`);
}
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

const context = { functionName: "relay", awsRequestId: "run-1", getRemainingTimeInMillis: () => 30_000 } as Context;

async function relay(client: EventBridgeClient, batch: DynamoDBRecord[]): Promise<string | undefined> {
  const handler = streamHandler(publishJournal(createBus(client, "shop", async () => undefined)));
  const event: DynamoDBStreamEvent = { Records: batch };
  const { batchItemFailures } = (await handler(event, context)) as DynamoDBBatchResponse;
  expect(batchItemFailures.length).toBeLessThanOrEqual(1);
  return batchItemFailures[0]?.itemIdentifier;
}

describe("relay", () => {
  it("puts every fact on the bus in order, ten a call", async () => {
    const { client, calls, taken } = eventBridge();
    expect(await relay(client, records(25))).toBeUndefined();
    expect(calls.map((call) => call.length)).toEqual([10, 10, 5]);
    expect(taken).toEqual(idsOf(...upTo(25)));
  });

  it("reads what a service's journal wrote", async () => {
    const table = await freshTable();
    const { orderId } = OrderPlaced.example;
    const origin = { actor: "cus_1", correlationId: "cor-1", causationId: "req-1", causationDepth: 0 };
    const { write } = commandsOf("orders", table);
    const at = new Date("2026-11-23T09:30:00.000Z");
    await write({ at, origin }, fact(OrderPlaced, orderId, 12, OrderPlaced.example), []);
    const [NewImage] = await itemsOf(table);
    const { client, calls } = eventBridge();
    await relay(client, [{ eventName: "INSERT", dynamodb: { NewImage } } as DynamoDBRecord]);
    expect(JSON.parse(calls[0]?.[0]?.Detail ?? "")).toMatchObject({
      metadata: { eventId: `${orderId}.12`, sequence: 12, ...origin },
      data: OrderPlaced.example,
    });
  });

  it("names bus, source, fact, time and the trace it belongs to", async () => {
    const { client, calls } = eventBridge();
    await relay(client, [recordOf(1, { traceHeader: "Root=1-a;Parent=b;Sampled=1" })]);
    expect(calls[0]).toMatchObject([
      {
        EventBusName: "shop",
        Source: "millrace.orders",
        DetailType: "order.placed",
        Time: new Date("2026-11-23T09:30:00.000Z"),
        TraceHeader: "Root=1-a;Parent=b;Sampled=1",
      },
    ]);
  });

  it("sends again only what the bus did not take", async () => {
    const refusedOnce = new Set(idsOf(2, 7));
    const { client, calls, taken } = eventBridge((entry) => !refusedOnce.delete(eventIdOf(entry)));
    expect(await relay(client, records(10))).toBeUndefined();
    expect(calls.map((call) => call.map(eventIdOf))).toEqual([idsOf(...upTo(10)), idsOf(2, 7)]);
    expect(new Set(taken)).toEqual(new Set(idsOf(...upTo(10))));
  });

  it("stops at the first fact that the bus keeps refusing, after four tries", async () => {
    const [refused] = idsOf(14);
    const { client, calls } = eventBridge((entry) => eventIdOf(entry) !== refused);
    expect(await relay(client, records(30))).toBe("SN-14");
    expect(calls.map((call) => call.length)).toEqual([10, 10, 1, 1, 1]);
  });

  it("fails whole when EventBridge cannot be reached, so that everything comes again", async () => {
    const client = { send: () => Promise.reject(new Error("no route to host")) } as unknown as EventBridgeClient;
    await expect(relay(client, records(2))).rejects.toThrow("no route to host");
  });

  it("publishes what comes before a poisoned entry, and then fails on that one alone", async () => {
    const { client, taken } = eventBridge();
    const poison = recordOf(3, { type: "order.eaten" });
    const batch = [...records(2), poison, recordOf(4)];
    expect(await relay(client, batch)).toBe("SN-3");
    expect(taken).toEqual(idsOf(1, 2));
    await expect(relay(client, batch.slice(2))).rejects.toThrow(`${idsOf(3)[0]}: no contract of order.eaten`);
    expect(taken).toEqual(idsOf(1, 2));
  });

  it("passes over whatever is no new journal entry", async () => {
    const { client, taken } = eventBridge();
    const others = [recordOf(2, { __edb_e__: "order" }), recordOf(3, {}, "MODIFY"), recordOf(4, {}, "REMOVE")];
    expect(await relay(client, [recordOf(1), ...others, recordOf(5)])).toBeUndefined();
    expect(taken).toEqual(idsOf(1, 5));
  });

  it("tells nobody of what a seed made up", async () => {
    const { client, taken } = eventBridge();
    expect(
      await relay(client, [recordOf(1, { seeded: true }), recordOf(2), recordOf(3, { seeded: true })]),
    ).toBeUndefined();
    expect(taken).toEqual(idsOf(2));
  });

  it("makes no call for a batch without facts", async () => {
    const { client, calls } = eventBridge();
    expect(await relay(client, [recordOf(1, {}, "REMOVE")])).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it("loses and reorders nothing, wherever the bus fails and however often it is called again", async () => {
    for (let failing = 1; failing <= 6; failing += 1) {
      const { client, taken } = eventBridge(
        (entry, call) => call !== failing || idsOf(3, 12).includes(eventIdOf(entry)),
      );
      let batch = records(15);
      for (let next = await relay(client, batch); next !== undefined; next = await relay(client, batch)) {
        batch = batch.slice(batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === next));
      }
      expect(new Set(taken)).toEqual(new Set(idsOf(...upTo(15))));
    }
  });
});
