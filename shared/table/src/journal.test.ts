import { unmarshall } from "@aws-sdk/util-dynamodb";
import { defineEvent, fact } from "@millrace/contracts/define-event";
import type { Origin } from "@millrace/contracts/define-route";
import { Busy, VersionMismatch } from "@millrace/kernel/refusals";
import { Entity } from "electrodb";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { intercept } from "../../../test/support/intercept.ts";
import { itemsOf } from "../../../test/support/items.ts";
import { freshTable } from "../../../test/support/table.ts";
import { feedShards, journalOf, journalsOf } from "./journal.ts";
import { journalEntityName, primary } from "./table.ts";
import { commit, transact, transactItem } from "./transact.ts";

const OrderTested = defineEvent({
  service: "orders",
  aggregate: "orderId",
  name: "order.tested",
  version: 2,
  data: z.strictObject({ orderId: z.string(), count: z.int().min(1), note: z.string().trim().optional() }),
  example: { orderId: "ord_1", count: 1 },
});

const origin: Origin = {
  actor: "cus_1",
  correlationId: "correlation-1",
  causationId: "request-1",
  causationDepth: 0,
};

const at = new Date("2026-11-23T09:30:00.123Z");
const aggregateId = "ord_01kaq3v8e0m4t6w8y0a2c4e6g8";

const telling = { at, origin };

/** The so many-th fact of an order. */
function tested(sequence: number, id = aggregateId) {
  return fact(OrderTested, id, sequence, { orderId: id, count: sequence });
}

async function orders() {
  const table = await freshTable();
  return { table, append: journalsOf(table), journal: journalOf("orders", "orderId", table) };
}

describe("append", () => {
  it("marks what was made up, and nothing else", async () => {
    const { table, append } = await orders();
    await commit([append(tested(1), telling)]);
    await commit([append(tested(2), telling, { seeded: true })]);
    const marks = (await itemsOf(table)).map((item) => [item["sequence"]?.N, item["seeded"]?.BOOL]);
    expect(marks.toSorted()).toEqual([
      ["1", undefined],
      ["2", true],
    ]);
  });

  it("writes the fact, who caused it, and where the feed finds it", async () => {
    const { table, append } = await orders();
    const traced = { ...origin, traceHeader: "Root=1-x", traceparent: "00-x" };
    await commit([append(tested(1), { at, origin: traced })]);
    const { Items } = await table.client.send("Query", {
      TableName: table.table,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: `$orders#orderId_${aggregateId}` } },
    });
    expect(Items?.map((item) => unmarshall(item))).toMatchInlineSnapshot(`
      [
        {
          "__edb_e__": "journal",
          "__edb_v__": "1",
          "actor": "cus_1",
          "aggregateId": "ord_01kaq3v8e0m4t6w8y0a2c4e6g8",
          "causationDepth": 0,
          "causationId": "request-1",
          "correlationId": "correlation-1",
          "data": {
            "count": 1,
            "orderId": "ord_01kaq3v8e0m4t6w8y0a2c4e6g8",
          },
          "eventId": "ord_01kaq3v8e0m4t6w8y0a2c4e6g8.1",
          "feedHour": "2026-11-23T09",
          "feedShard": 1,
          "gsi3pk": "$orders#feedHour_2026-11-23T09#feedShard_1",
          "gsi3sk": "$journal_1#occurredAt_2026-11-23T09:30:00.123Z#eventId_ord_01kaq3v8e0m4t6w8y0a2c4e6g8.1",
          "occurredAt": "2026-11-23T09:30:00.123Z",
          "pk": "$orders#orderId_ord_01kaq3v8e0m4t6w8y0a2c4e6g8",
          "schemaVersion": 2,
          "sequence": 1,
          "sk": "$journal_1#sequence_000000001",
          "traceHeader": "Root=1-x",
          "traceparent": "00-x",
          "type": "order.tested",
        },
      ]
    `);
  });

  it("marks the entry for the stream's filter and the relay", async () => {
    const { table, append } = await orders();
    await commit([append(tested(1), telling)]);
    const { Item } = await table.client.send("GetItem", {
      TableName: table.table,
      Key: { pk: { S: `$orders#orderId_${aggregateId}` }, sk: { S: "$journal_1#sequence_000000001" } },
    });
    expect(Item?.["__edb_e__"]).toEqual({ S: "journal" });
    expect(journalEntityName).toBe("journal");
  });

  it("takes each sequence number once, and refuses by version whoever named one", async () => {
    const { append, journal } = await orders();
    await commit([append(tested(1), telling)]);
    const late = fact(OrderTested, aggregateId, 1, { orderId: aggregateId, count: 99 });
    await expect(commit([append(late, { ...telling, ifMatch: 0 })])).rejects.toMatchObject({
      declaration: { code: VersionMismatch.code, kind: "precondition_failed" },
    });
    await expect(commit([append(late, telling)])).rejects.toMatchObject({ declaration: { code: Busy.code } });
    expect(await journal.list(aggregateId, 0, 10)).toMatchObject([{ data: { count: 1 } }]);
  });

  it("lets one of many commands at once have the next number", async () => {
    const { append } = await orders();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => transact([append(tested(1), telling)])));
    expect(outcomes.filter((rejections) => rejections.length === 0)).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ["a field too few", { orderId: aggregateId }],
    ["a field too many", { orderId: aggregateId, count: 1, email: "x@example.com" }],
    ["a wrong type", { orderId: aggregateId, count: "1" }],
    ["a value out of range", { orderId: aggregateId, count: 0 }],
  ])("never writes data that break the contract by %s", async (_, data) => {
    const { append, journal } = await orders();
    expect(() => append({ ...tested(1), data: data as never }, telling)).toThrow();
    expect(await journal.list(aggregateId, 0, 10)).toEqual([]);
  });

  it("writes data as the contract reads them", async () => {
    const { append, journal } = await orders();
    const data = { orderId: aggregateId, count: 1, note: "  spaces " };
    await commit([append(fact(OrderTested, aggregateId, 1, data), telling)]);
    expect(await journal.list(aggregateId, 0, 10)).toMatchObject([{ data: { note: "spaces" } }]);
  });

  it("leaves out a field that is undefined", async () => {
    const { append, journal } = await orders();
    const data = { orderId: aggregateId, count: 1, note: undefined };
    await commit([append(fact(OrderTested, aggregateId, 1, data as never), telling)]);
    const [stored] = await journal.list(aggregateId, 0, 10);
    expect(stored?.data).toEqual({ orderId: aggregateId, count: 1 });
    expect(stored?.data).not.toHaveProperty("note");
  });
});

describe("journals", () => {
  it("are found by the aggregate that a fact's contract names, and kept apart by it", async () => {
    const { table, append, journal } = await orders();
    const OrderPacked = defineEvent({ ...OrderTested, name: "order.packed", aggregate: "parcelId" });
    await commit([append(tested(1), telling), append(fact(OrderPacked, aggregateId, 1, tested(1).data), telling)]);
    expect(await journal.list(aggregateId, 0, 10)).toMatchObject([{ type: "order.tested" }]);
    expect(await journalOf("orders", "parcelId", table).list(aggregateId, 0, 10)).toMatchObject([
      { type: "order.packed" },
    ]);
  });
});

describe("list", () => {
  const written = async (entries: number) => {
    const context = await orders();
    const told = Array.from({ length: entries }, (_, index) => context.append(tested(index + 1), telling));
    await commit(told.toReversed());
    return context;
  };
  const sequences = (entries: readonly { readonly sequence: number }[]) => entries.map(({ sequence }) => sequence);

  it("gives entries oldest first, by number and not by digit", async () => {
    const { journal } = await written(12);
    expect(sequences(await journal.list(aggregateId, 0, 100))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it("goes on after a sequence number, up to a limit", async () => {
    const { journal } = await written(12);
    expect(sequences(await journal.list(aggregateId, 0, 5))).toEqual([1, 2, 3, 4, 5]);
    expect(sequences(await journal.list(aggregateId, 9, 2))).toEqual([10, 11]);
    expect(sequences(await journal.list(aggregateId, 11, 5))).toEqual([12]);
    expect(await journal.list(aggregateId, 12, 5)).toEqual([]);
  });

  it("gives the whole entry as the relay reads it, without the feed's attributes", async () => {
    const { journal } = await written(1);
    expect(await journal.list(aggregateId, 0, 1)).toEqual([
      {
        aggregateId,
        sequence: 1,
        eventId: `${aggregateId}.1`,
        type: "order.tested",
        schemaVersion: 2,
        occurredAt: "2026-11-23T09:30:00.123Z",
        ...origin,
        data: { orderId: aggregateId, count: 1 },
      },
    ]);
  });

  it("keeps aggregates, and what else stands in their partition, apart", async () => {
    const { table, append, journal } = await written(2);
    const neighbors = ["archive", "order", "zone"].map(
      (entity) =>
        new Entity(
          {
            model: { service: "orders", entity, version: "1" },
            attributes: { orderId: { type: "string", required: true } },
            indexes: { byId: primary({ partition: ["orderId"], sort: [] }) },
          },
          table,
        ),
    );
    const refuse = () => {
      throw new Error("They are new.");
    };
    await commit([
      append(tested(1, "ord_other"), telling),
      ...neighbors.map((entity) => transactItem(entity, (writes) => writes.create({ orderId: aggregateId }), refuse)),
    ]);
    expect(sequences(await journal.list(aggregateId, 0, 100))).toEqual([1, 2]);
    expect(sequences(await journal.list(aggregateId, 1, 1))).toEqual([2]);
    expect(sequences(await journal.list("ord_other", 0, 100))).toEqual([1]);
    expect(await journalOf("carts", "orderId", table).list(aggregateId, 0, 100)).toEqual([]);
  });

  it("reads strongly consistent", async () => {
    const { table, journal } = await written(1);
    const reads: unknown[] = [];
    intercept(table, ({ input, forward }) => {
      reads.push(input["ConsistentRead"]);
      return forward();
    });
    await journal.list(aggregateId, 0, 1);
    expect(reads).toEqual([true]);
  });
});

describe("the feed", () => {
  it("spreads aggregates over every shard, each always on its own", async () => {
    const { append } = await orders();
    const shardOf = (id: string, sequence = 1): unknown => {
      const item = append(tested(sequence, id), telling).action as {
        readonly Put?: { readonly Item?: Record<string, unknown> };
      };
      return item.Put?.Item?.["feedShard"];
    };
    const ids = Array.from({ length: 200 }, (_, index) => `ord_01kaq3v8e0m4t6w8y0a2c4e${index}`);
    const counts = Array.from({ length: feedShards }, (_, shard) => ids.filter((id) => shardOf(id) === shard).length);
    expect(counts.reduce((total, count) => total + count)).toBe(200);
    expect(Math.min(...counts)).toBeGreaterThan(20);
    expect(ids.map((id) => shardOf(id, 2))).toEqual(ids.map((id) => shardOf(id, 999)));
  });

  it("finds an hour's entries of a shard by time", async () => {
    const { table, append } = await orders();
    const hours = [
      [2, "09:59:59.999"],
      [3, "10:00:00.000"],
      [1, "09:30:00.123"],
    ] as const;
    await commit(
      hours.map(([sequence, time]) => append(tested(sequence), { at: new Date(`2026-11-23T${time}Z`), origin })),
    );
    const shard = unmarshall((await raw(table, 1)) ?? {})["feedShard"];
    const { Items } = await table.client.send("Query", {
      TableName: table.table,
      IndexName: "gsi3",
      KeyConditionExpression: "gsi3pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: `$orders#feedHour_2026-11-23T09#feedShard_${shard}` } },
    });
    expect(Items?.map((item) => item["sk"]?.S)).toEqual([
      "$journal_1#sequence_000000001",
      "$journal_1#sequence_000000002",
    ]);
  });

  const raw = async (table: Awaited<ReturnType<typeof freshTable>>, sequence: number) => {
    const Key = { pk: { S: `$orders#orderId_${aggregateId}` }, sk: { S: `$journal_1#sequence_00000000${sequence}` } };
    return (await table.client.send("GetItem", { TableName: table.table, Key })).Item;
  };
});
