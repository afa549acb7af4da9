import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { eventually } from "../../cli/src/eventually.ts";
import { readLocalReady } from "../../cli/src/ready.ts";
import { createAdmin, type Fault } from "../support/admin.ts";
import { bodyOf, openStore, type Store } from "../support/store.ts";
import { aTicket, openSocket } from "../support/tracking-socket.ts";

const ready = readLocalReady(inject("readyFile"));
const admin = createAdmin(ready);

const tracking = { function: "tracking-events" } as const;
const disorder: readonly Fault[] = [
  { function: "relay", occurrence: "every", from: "stream", fault: "duplicate" },
  { ...tracking, occurrence: "every", from: "queue", fault: "duplicate" },
  { ...tracking, occurrence: "every", from: "queue", fault: "reorder" },
  // What was sent is sent again: nobody knows that it was.
  { ...tracking, occurrence: 1, call: "execute-api:PostToConnection", fault: "crash-after" },
];

let store: Store;
let sku: string;
beforeAll(async () => {
  store = await openStore(ready);
  // Before time passes, and with it what the staff signed in with.
  sku = await store.sell(20);
});
afterAll(() => admin.setFaults([]));

async function connect(token: string) {
  return openSocket(await aTicket(store, token));
}

describe("a guest who watches the order", () => {
  it("sees each fact once and in order, while every delivery comes twice, late, or not at first", async () => {
    await admin.setFaults(disorder);
    const guest = await store.aGuest([{ sku, quantity: 1 }]);
    const socket = await connect(guest.token);
    const { orderId, orderNumber, total } = bodyOf(await store.checkout(guest, guest.cart), 201);
    socket.say({ action: "subscribe", orderId });
    expect(await socket.heard("subscribed")).toMatchObject({ orderId });
    await admin.inTime("both facts", async () => (socket.facts(orderId).length === 2 ? true : undefined));
    expect((await admin.faults()).filter(({ hits }) => hits === 0)).toEqual([]);
    await admin.setFaults([]);
    expect(socket.facts(orderId)).toMatchObject([
      { sequence: 1, name: "order.placed", version: 1, data: { orderNumber, total } },
      { sequence: 2, name: "order.confirmed", version: 1, data: { orderNumber, total } },
    ]);
    expect(JSON.stringify(socket.messages)).not.toMatch(/gst_|con_|pay_/);
    socket.close();
  });

  it("gets what was lost before what comes next", async () => {
    const guest = await store.aGuest([{ sku, quantity: 1 }]);
    const { orderId } = bodyOf(await store.checkout(guest, guest.cart, { payment: "tok_requires_action" }), 201);
    await admin.rest();
    const socket = await connect(guest.token);
    // "subscribed" arrives; the fact does not.
    const call = "execute-api:PostToConnection";
    await admin.setFaults([{ function: "tracking-socket", occurrence: 2, call, fault: "crash-before" }]);
    socket.say({ action: "subscribe", orderId });
    await eventually("the failure", async () => socket.failures[0]);
    await admin.setFaults([]);
    expect(socket.facts(orderId)).toEqual([]);
    for (let heartbeat = 1; (await store.order(guest, orderId)).status === "placed"; heartbeat += 1) {
      socket.say({ action: "ping" });
      await socket.heard("pong", heartbeat);
      await admin.advance(240);
      await admin.rest();
    }
    await socket.heard("fact", 2);
    expect(socket.ofKind("fact").map(({ sequence, name }) => [sequence, name])).toEqual([
      [1, "order.placed"],
      [2, "order.canceled"],
    ]);
    socket.close();
  });

  it("goes on where a broken connection ended", async () => {
    const guest = await store.aGuest([{ sku, quantity: 1 }]);
    const { orderId } = bodyOf(await store.checkout(guest, guest.cart, { payment: "tok_requires_action" }), 201);
    const first = await connect(guest.token);
    first.say({ action: "subscribe", orderId });
    expect(await first.heard("fact")).toMatchObject({ sequence: 1, name: "order.placed" });
    first.cut();
    await admin.advance(3_600);
    await store.until(guest, orderId, "canceled");
    const second = await connect(guest.token);
    second.say({ action: "subscribe", orderId, after: 1 });
    await second.heard("fact");
    await admin.rest();
    expect(second.ofKind("fact")).toMatchObject([{ sequence: 2, name: "order.canceled", data: { reason: "unpaid" } }]);
    second.close();
  });
});

describe("a connection", () => {
  it("ends after ten minutes of silence, and lives on by its heartbeats", async () => {
    const { token } = await store.aShopper();
    const [silent, alive] = [await connect(token), await connect(token)];
    for (const heartbeat of [1, 2, 3]) {
      alive.say({ action: "ping" });
      await alive.heard("pong", heartbeat);
      await admin.advance(240);
    }
    expect(await silent.closing()).toBe(1001);
    alive.say({ action: "ping" });
    await alive.heard("pong", 4);
    alive.close();
  });

  it("is one of ten at most", async () => {
    const { token } = await store.aShopper();
    const open = await Promise.all(Array.from({ length: 10 }, () => connect(token)));
    await expect(connect(token)).rejects.toThrow("429");
    open[0]?.close();
    const again = await eventually("a free slot", () => connect(token).catch(() => undefined));
    for (const socket of [...open, again]) socket.close();
  });
});
