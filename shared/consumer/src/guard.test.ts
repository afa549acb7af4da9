import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { OrderConfirmed } from "@millrace/contracts/orders";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { dynamodbGuardStore } from "./dynamodb-guard-store.ts";
import { exampleFactOf, toldAs } from "./fixtures.ts";
import { createGuard, type GuardOptions, type GuardStore, InProgress, LeaseLost } from "./guard.ts";
import { memoryGuardStore } from "./memory-guard-store.ts";

const client = new DynamoDBClient({
  endpoint: inject("dynamodbEndpoint"),
  region: "us-east-1",
  credentials: { accessKeyId: randomUUID().replaceAll("-", ""), secretAccessKey: "local" },
});
const table = `consumer-${randomUUID()}`;

beforeAll(async () => {
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    }),
  );
});
afterAll(() => client.destroy());

/** A guard of a consumer of its own, and a clock that the test moves. */
function guarded(store: GuardStore, options: Partial<GuardOptions> = {}) {
  let now = Date.parse("2026-11-23T09:30:00.000Z");
  const guard = createGuard({
    store,
    consumer: randomUUID(),
    facts: "each",
    leaseSeconds: 30,
    now: () => new Date(now),
    ...options,
  });
  const pass = (seconds: number) => {
    now += seconds * 1_000;
  };
  return { guard, pass };
}

function factAt(sequence: number, aggregateId = "ord_1") {
  return toldAs(exampleFactOf(OrderConfirmed), aggregateId, sequence).metadata;
}
async function nothing() {}
/** What a process does that dies: it never comes back. */
function never() {
  return new Promise<never>(() => undefined);
}

const stores: readonly (readonly [string, () => GuardStore])[] = [
  ["in memory", memoryGuardStore],
  ["in DynamoDB", () => dynamodbGuardStore({ client, table })],
];

describe.each(stores)("a guard %s", (_, createStore) => {
  it("consumes a fact once", async () => {
    const { guard } = guarded(createStore());
    expect(await guard.once(factAt(2), nothing)).toBe("consumed");
    expect(await guard.once(factAt(2), nothing)).toBe("duplicate");
  });

  it("consumes each fact in any order, or only what is newer than the last", async () => {
    for (const [facts, late] of [
      ["each", "consumed"],
      ["newest", "stale"],
    ] as const) {
      const { guard } = guarded(createStore(), { facts });
      expect(await guard.once(factAt(3), nothing)).toBe("consumed");
      expect(await guard.once(factAt(2), nothing)).toBe(late);
      expect(await guard.once(factAt(4), nothing)).toBe("consumed");
    }
  });

  it("lets nobody else have a fact while it is handled", async () => {
    const { guard } = guarded(createStore());
    await guard.once(factAt(1), async () => {
      await expect(guard.once(factAt(1), nothing)).rejects.toThrow(InProgress);
    });
  });

  it("gives a fact free when its handler throws", async () => {
    const { guard } = guarded(createStore());
    const failing = guard.once(factAt(1), () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(await guard.once(factAt(1), nothing)).toBe("consumed");
  });

  it("handles a fact again whose run died, once its lease has ended", async () => {
    const { guard, pass } = guarded(createStore());
    await new Promise<void>((begun) => {
      void guard.once(factAt(1), () => {
        begun();
        return never();
      });
    });
    pass(29);
    await expect(guard.once(factAt(1), nothing)).rejects.toThrow(InProgress);
    pass(1);
    expect(await guard.once(factAt(1), nothing)).toBe("consumed");
  });

  it("does not let a run that outlived its lease complete what another has taken over", async () => {
    const { guard, pass } = guarded(createStore());
    const slow = guard.once(factAt(1), async () => {
      pass(30);
      expect(await guard.once(factAt(1), nothing)).toBe("consumed");
    });
    await expect(slow).rejects.toThrow(LeaseLost);
    expect(await guard.once(factAt(1), nothing)).toBe("duplicate");
  });

  it("forgets a mark when it was told to, and not before", async () => {
    const { guard, pass } = guarded(createStore(), { keepSeconds: 100 });
    await guard.once(factAt(1), nothing);
    pass(99);
    expect(await guard.once(factAt(1), nothing)).toBe("duplicate");
    pass(1);
    expect(await guard.once(factAt(1), nothing)).toBe("consumed");
  });

  it("keeps the newest state, however facts come", async () => {
    const deliveries = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(deliveries, async (sequences) => {
        const { guard } = guarded(createStore(), { facts: "newest" });
        const seen: number[] = [];
        for (const sequence of sequences) {
          await guard.once(factAt(sequence), async () => {
            seen.push(sequence);
          });
        }
        expect(seen).toEqual([...new Set(seen)].sort());
        expect(seen.at(-1)).toBe(Math.max(...sequences));
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});

describe("a mark in the handler's own transaction", () => {
  const store = dynamodbGuardStore({ client, table });
  /** Adds one to a counter, and marks the fact, as one write. */
  async function count(counter: string, claim: Parameters<typeof store.markOf>[0]) {
    const add = {
      TableName: table,
      Key: { pk: { S: counter } },
      UpdateExpression: "ADD pieces :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    };
    await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update: add }, store.markOf(claim)] }));
  }

  it("is there with the effect, though the process dies before the guard completes", async () => {
    const { guard, pass } = guarded(store);
    const counter = randomUUID();
    await new Promise<void>((written) => {
      void guard.once(factAt(1), async (claim) => {
        await count(counter, claim);
        written();
        return never();
      });
    });
    pass(60);
    expect(await guard.once(factAt(1), (claim) => count(counter, claim))).toBe("duplicate");
  });

  it("cancels the effect of a run whose claim another has taken over", async () => {
    const { guard, pass } = guarded(store);
    const counter = randomUUID();
    const slow = guard.once(factAt(1), async (claim) => {
      pass(30);
      await guard.once(factAt(1), (later) => count(counter, later));
      await count(counter, claim);
    });
    await expect(slow).rejects.toMatchObject({ name: "TransactionCanceledException" });
  });

  it("is completed by the guard without a change", async () => {
    const { guard } = guarded(store);
    expect(await guard.once(factAt(1), (claim) => count(randomUUID(), claim))).toBe("consumed");
  });
});
