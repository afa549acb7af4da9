import { beforeAll, describe, expect, inject, it } from "vitest";
import { readReady } from "../../cli/src/ready.ts";
import { signInAs } from "../../cli/src/sign-in.ts";
import { bodyOf, openStore, type Store } from "../support/store.ts";
import { aTicket, openSocket, refusalOf } from "../support/tracking-socket.ts";

const ready = readReady(inject("readyFile"));

let store: Store;
let sku: string;
beforeAll(async () => {
  store = await openStore(ready);
  sku = await store.sell(50);
});

async function connect(token: string) {
  return openSocket(await aTicket(store, token));
}

describe("a ticket", () => {
  it("opens one connection, once", async () => {
    const { token } = await store.aShopper();
    const ticket = await aTicket(store, token);
    const socket = await openSocket(ticket);
    expect(await refusalOf(ticket)).toBe(401);
    socket.say({ action: "ping" });
    await socket.heard("pong");
    socket.close();
  });

  it.each(["", "nobody-knows-it"])("is needed: %j opens none", async (ticket) => {
    const { url } = await aTicket(store, (await store.aShopper()).token);
    expect(await refusalOf({ ticket, url })).toBe(401);
  });
});

describe("an order", () => {
  it("is shown to its owner and to the staff, and to nobody else", async () => {
    const guest = await store.aGuest([{ sku, quantity: 1 }]);
    const { orderId } = bodyOf(await store.checkout(guest, guest.cart), 201);
    await store.until(guest, orderId, "confirmed");
    const [owner, stranger, support] = await Promise.all([
      connect(guest.token),
      connect((await store.aShopper()).token),
      connect((await signInAs(ready, "support")).accessToken),
    ]);
    for (const socket of [owner, stranger, support]) socket.say({ action: "subscribe", orderId });
    for (const socket of [owner, support]) {
      await socket.heard("fact", 2);
      expect(socket.facts(orderId).map(({ name }) => name)).toEqual(["order.placed", "order.confirmed"]);
    }
    expect(await stranger.heard("problem")).toMatchObject({
      orderId,
      problem: { status: 404, code: "order.not_found" },
    });
    expect(stranger.ofKind("fact")).toEqual([]);
    for (const socket of [owner, stranger, support]) socket.close();
  });
});

describe("all orders", () => {
  it("are followed by who may read them, as they happen", async () => {
    const shopper = await store.aShopper();
    const [own, support] = await Promise.all([
      connect(shopper.token),
      connect((await signInAs(ready, "support")).accessToken),
    ]);
    for (const socket of [own, support]) socket.say({ action: "subscribe", orders: "all" });
    expect(await own.heard("problem")).toMatchObject({ problem: { status: 403, code: "caller.forbidden" } });
    expect(await support.heard("subscribed")).toEqual({ type: "subscribed", orders: "all" });
    const { orderId } = await store.buy(shopper, [{ sku, quantity: 1 }]);
    await store.until(shopper, orderId, "confirmed");
    await support.heard("fact", 2);
    support.say({ action: "unsubscribe", orders: "all" });
    expect(await support.heard("unsubscribed")).toEqual({ type: "unsubscribed", orders: "all" });
    for (const socket of [own, support]) socket.close();
  });
});

describe("a message that the socket does not take", () => {
  it.each([
    ["{", "request.malformed"],
    ['{"action":"dance"}', "request.invalid"],
    ['{"action":"subscribe","orderId":"crt_1"}', "request.invalid"],
  ])("%s is answered by %s, and the connection goes on", async (text, code) => {
    const socket = await connect((await store.aShopper()).token);
    socket.write(text);
    expect(await socket.heard("problem")).toMatchObject({ problem: { status: 400, code } });
    socket.say({ action: "ping" });
    await socket.heard("pong");
    socket.close();
  });
});
