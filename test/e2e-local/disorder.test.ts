import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { readLocalReady } from "../../cli/src/ready.ts";
import { createAdmin, type DeliveryFault } from "../support/admin.ts";
import { openStore, type Store } from "../support/store.ts";

const ready = readLocalReady(inject("readyFile"));
const admin = createAdmin(ready);

const everywhere = { function: "*", occurrence: "every" } as const;
/** All that AWS's delivery guarantees allow, and what its sources repeat. */
const disorder: readonly DeliveryFault[] = [
  { ...everywhere, from: "stream", fault: "duplicate" },
  { ...everywhere, from: "stream", fault: "reorder" },
  { ...everywhere, from: "bus", fault: "drop", occurrence: { rate: 0.2 } },
  { ...everywhere, from: "queue", fault: "duplicate" },
  { ...everywhere, from: "queue", fault: "reorder" },
  { ...everywhere, from: "queue", fault: "delay", seconds: 1 },
];

let store: Store;
beforeAll(async () => {
  store = await openStore(ready);
  await admin.setFaults(disorder);
});
afterAll(() => admin.setFaults([]));

async function mailsTo(address: string) {
  return (await admin.mails()).filter(({ to }) => to.includes(address));
}

describe("orders whose every fact comes twice, late and in any order", () => {
  it("end as they should, each with one mail or none", async () => {
    const sku = await store.sell(20);
    const lives = await Promise.all(
      ["tok_ok", "tok_declined", "tok_ok", "tok_ok", "tok_declined", "tok_ok"].map(async (payment) => {
        const address = `buyer-${randomUUID()}@example.com`;
        const buyer = await store.aShopper(address);
        const { orderId } = await store.buy(buyer, [{ sku, quantity: 2 }], { payment });
        return { payment, address, buyer, orderId };
      }),
    );
    for (const { payment, buyer, orderId } of lives) {
      await store.until(buyer, orderId, payment === "tok_ok" ? "confirmed" : "canceled");
    }
    await admin.rest();
    for (const { payment, address, buyer, orderId } of lives) {
      const last = payment === "tok_ok" ? "order.confirmed" : "order.canceled";
      expect(await store.timeline(buyer, orderId)).toMatchObject([{ type: "order.placed" }, { type: last }]);
      expect(await mailsTo(address)).toHaveLength(payment === "tok_ok" ? 1 : 0);
    }
    expect(await store.level(sku)).toEqual({ onHand: 20, reserved: 0, allocated: 8, available: 12 });
    expect(await store.movements(sku)).toHaveLength(1 + 2 * lives.length);
    expect((await admin.faults()).filter(({ hits }) => hits === 0)).toEqual([]);
  });
});

describe("an order whose every delivery fails once", () => {
  const once = { function: "*", occurrence: 1 } as const;

  it("ends as it should: lost on its way, or out of time, each is made again", async () => {
    await admin.setFaults([
      { ...once, function: "relay", from: "stream", fault: "drop" },
      { ...once, function: "payments-events", from: "queue", fault: "timeout" },
      { ...once, function: "orders-events", from: "queue", fault: "drop" },
      { ...once, function: "relay-access", from: "async", fault: "timeout" },
    ]);
    const address = `buyer-${randomUUID()}@example.com`;
    const buyer = await store.aShopper(address);
    const { orderId } = await store.buy(buyer, [{ sku: await store.sell(1), quantity: 1 }]);
    await admin.inTime("the mail", async () => ((await mailsTo(address)).length > 0 ? true : undefined));
    expect(await store.order(buyer, orderId)).toMatchObject({ status: "confirmed", paymentStatus: "authorized" });
    expect((await admin.faults()).map(({ hits }) => hits)).toEqual([1, 1, 1, 1]);
    const said = (await admin.logs("/millrace/local")).map(({ message }) => message);
    expect(said).toContainEqual(expect.stringMatching(/^fault timeout hit \S+ from queue to \S+-payments-events$/));
  });
});
