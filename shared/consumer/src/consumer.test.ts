import { OrderCanceled, OrderConfirmed } from "@millrace/contracts/orders";
import { describe, expect, it } from "vitest";
import { type ConsumerOptions, createConsumer, on, UnreadableFact } from "./consumer.ts";
import { asMessage, asNotification, exampleFactOf, onBus, toldAs } from "./fixtures.ts";
import { createGuard } from "./guard.ts";
import { memoryGuardStore } from "./memory-guard-store.ts";
import type { Unreadable } from "./read-fact.ts";

function confirmedAs(orderId: string) {
  return toldAs(exampleFactOf(OrderConfirmed), orderId, 2);
}

/** A consumer that notes the ids of confirmed orders, and fails for `ord_bad`. */
function noting(options: Partial<ConsumerOptions> = {}) {
  const seen: string[] = [];
  const consumer = createConsumer({
    guard: createGuard({ store: memoryGuardStore(), consumer: "noting", facts: "each", leaseSeconds: 30 }),
    subscriptions: [
      on(OrderConfirmed, async ({ metadata }) => {
        if (metadata.aggregateId === "ord_bad") throw new Error("It does not work.");
        seen.push(metadata.aggregateId);
      }),
    ],
    ...options,
  });
  return { consumer, seen };
}

describe("a consumer", () => {
  it("consumes a rule's event once", async () => {
    const { consumer, seen } = noting();
    const event = onBus(OrderConfirmed, confirmedAs("ord_1"));
    expect([await consumer.consume(event), await consumer.consume(event)]).toEqual(["consumed", "duplicate"]);
    expect(seen).toEqual(["ord_1"]);
  });

  it("throws what it cannot read, or skips it by choice", async () => {
    const event = onBus(OrderCanceled, exampleFactOf(OrderCanceled));
    await expect(noting().consumer.consume(event)).rejects.toThrow(UnreadableFact);
    expect(await noting({ skip: ["unknown_fact"] }).consumer.consume(event)).toBe("skipped");
  });
});

describe("a batch", () => {
  const Records = [
    asMessage(onBus(OrderConfirmed, confirmedAs("ord_1")), "first"),
    asMessage(confirmedAs("ord_bad"), "failing"),
    asMessage("nonsense", "unreadable"),
    asMessage(asNotification(confirmedAs("ord_1")), "again"),
    asMessage(asNotification(confirmedAs("ord_2")), "last"),
  ];

  it("brings back only what is not done", async () => {
    const { consumer, seen } = noting();
    expect(await consumer.consumeBatch({ Records })).toEqual({
      batchItemFailures: [{ itemIdentifier: "failing" }, { itemIdentifier: "unreadable" }],
    });
    expect(seen).toEqual(["ord_1", "ord_2"]);
  });

  it("keeps what is unreadable among the dead letters, with the reason", async () => {
    const kept: (readonly [string, Unreadable["code"]])[] = [];
    const deadLetters: ConsumerOptions["deadLetters"] = {
      async keep({ messageId }, { code }) {
        kept.push([messageId, code]);
      },
    };
    expect(await noting({ deadLetters }).consumer.consumeBatch({ Records })).toEqual({
      batchItemFailures: [{ itemIdentifier: "failing" }],
    });
    expect(kept).toEqual([["unreadable", "malformed"]]);
  });

  it("leaves a message to SQS that the dead letters did not take", async () => {
    const failures: string[] = [];
    const { consumer } = noting({
      deadLetters: { keep: () => Promise.reject(new Error("SQS is down.")) },
      onFailure: ({ messageId }) => failures.push(messageId),
    });
    const { batchItemFailures } = await consumer.consumeBatch({ Records });
    expect(batchItemFailures).toContainEqual({ itemIdentifier: "unreadable" });
    expect(failures).toEqual(["failing", "unreadable", "unreadable"]);
  });
});
