import { describe, expect, it } from "vitest";
import { guest, stranger, support, trackingWorld } from "../../../../test/support/tracking-world.ts";

async function subscribed(after = 0) {
  const world = await trackingWorld();
  await world.connect("c=", guest);
  await world.say("c=", guest, { action: "subscribe", orderId: world.orderId, after });
  return world;
}

describe("subscribing to an order", () => {
  it("gives the facts so far, and each further one as it comes", async () => {
    const { orderId, heard, happen, bring } = await subscribed();
    expect(heard("c=")).toEqual([
      { type: "subscribed", orderId, sequence: 1 },
      {
        ...{ type: "fact", orderId, sequence: 1, name: "order.placed", version: 1 },
        occurredAt: "2026-11-28T09:00:00.000Z",
        data: {
          orderNumber: "M-W8Y0-A2C4-E6G8",
          total: { amount: 3980, currency: "EUR" },
          expiresAt: "2026-11-23T10:00:00.000Z",
        },
      },
    ]);
    await happen(2);
    await bring(2);
    expect(heard("c=").at(-1)).toMatchObject({ sequence: 2, name: "order.confirmed" });
  });

  it("goes on after the last sequence that was seen", async () => {
    const { sequences, happen, bring } = await subscribed(1);
    expect(sequences("c=")).toEqual([]);
    await happen(2);
    await bring(2);
    expect(sequences("c=")).toEqual([2]);
  });

  it("begins anew in the same connection where it is told to", async () => {
    const { say, sequences, orderId } = await subscribed();
    await say("c=", guest, { action: "subscribe", orderId });
    expect(sequences("c=")).toEqual([1, 1]);
  });

  it("reads a long journal page by page", async () => {
    const world = await trackingWorld();
    await world.happen(60);
    await world.connect("c=", guest);
    await world.say("c=", guest, { action: "subscribe", orderId: world.orderId });
    expect(world.sequences("c=")).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });

  it("is for its owner and for the staff", async () => {
    const { say, connect, heard, orderId } = await subscribed();
    await connect("other=", stranger);
    await say("other=", stranger, { action: "subscribe", orderId });
    expect(heard("other=")).toMatchObject([{ type: "problem", orderId, problem: { code: "order.not_found" } }]);
    await connect("staff=", support);
    await say("staff=", support, { action: "subscribe", orderId });
    expect(heard("staff=")).toMatchObject([{ type: "subscribed" }, { sequence: 1 }]);
  });

  it("stops at twenty topics", async () => {
    const { ports, say, heard, orderId, connect } = await trackingWorld();
    await connect("c=", guest);
    const [slot] = await ports.slots.listOfOwner(guest.ownerId);
    if (slot === undefined) throw new Error("There is no slot.");
    for (let count = 0; count < 20; count += 1) expect(await ports.slots.follow(slot, `ord_${count}`)).toBe(true);
    expect(await ports.slots.follow(slot, "ord_3")).toBe(true);
    await say("c=", guest, { action: "subscribe", orderId });
    expect(heard("c=")).toMatchObject([{ problem: { status: 409, code: "tracking.too_many_subscriptions" } }]);
    await say("c=", guest, { action: "unsubscribe", orderId });
    await ports.slots.leave(slot, "ord_3");
    await say("c=", guest, { action: "subscribe", orderId });
    expect(heard("c=").at(-1)).toMatchObject({ type: "fact" });
  });

  it("is refused to a connection that has lost its slot", async () => {
    const { say, heard, orderId } = await trackingWorld();
    await say("never-opened=", guest, { action: "subscribe", orderId });
    expect(heard("never-opened=")).toMatchObject([{ problem: { code: "caller.forbidden" } }]);
  });
});

describe("telling subscribers", () => {
  it("passes a fact that comes again", async () => {
    const { sequences, happen, bring } = await subscribed();
    await happen(2);
    for (const sequence of [2, 1, 2]) await bring(sequence);
    expect(sequences("c=")).toEqual([1, 2]);
  });

  it("tells what came before first, whatever the bus brings first", async () => {
    const { sequences, happen, bring } = await subscribed();
    await happen(4);
    for (const sequence of [4, 2, 3]) await bring(sequence);
    expect(sequences("c=")).toEqual([1, 2, 3, 4]);
  });

  it("sends again what may not have arrived, and leaves nothing out", async () => {
    const { sequences, happen, bring, broken } = await subscribed();
    await happen(3);
    broken.add("c=");
    await expect(bring(2)).rejects.toThrow("1 connections could not be told.");
    broken.clear();
    await bring(3);
    await bring(2);
    expect(sequences("c=")).toEqual([1, 2, 3]);
  });

  it("keeps nobody waiting for one who cannot be reached", async () => {
    const { connect, say, sequences, happen, bring, broken, orderId } = await subscribed();
    await connect("staff=", support);
    await say("staff=", support, { action: "subscribe", orderId });
    await happen(2);
    broken.add("c=");
    await expect(bring(2)).rejects.toThrow();
    expect(sequences("staff=")).toEqual([1, 2]);
  });

  it("tells facts that happen at once to a subscription that begins: each, and none twice in a row of sequences", async () => {
    const world = await trackingWorld();
    await world.happen(5);
    await world.connect("c=", guest);
    await Promise.all([
      world.say("c=", guest, { action: "subscribe", orderId: world.orderId }),
      ...[5, 4, 3, 2, 1].map(world.bring),
    ]);
    await world.bring(5);
    let last = 0;
    const fresh = world.sequences("c=").filter((sequence) => {
      expect(sequence).toBeLessThanOrEqual(last + 1);
      if (sequence <= last) return false;
      last = sequence;
      return true;
    });
    expect(fresh).toEqual([1, 2, 3, 4, 5]);
  });

  it("reaches every follower of a hot order, page by page", async () => {
    const world = await trackingWorld();
    const staff = Array.from({ length: 60 }, (_, index) => ({ ...support, ownerId: `cus_${index}` }));
    for (const [index, caller] of staff.entries()) {
      await world.connect(`${index}=`, caller);
      await world.say(`${index}=`, caller, { action: "subscribe", orderId: world.orderId, after: 1 });
    }
    await world.happen(2);
    await world.bring(2);
    for (const index of staff.keys()) expect(world.sequences(`${index}=`)).toEqual([2]);
  });
});

describe("all orders", () => {
  it("are told as they come to who may read them", async () => {
    const { connect, say, heard, sequences, happen, bring } = await trackingWorld();
    await connect("staff=", support);
    await say("staff=", support, { action: "subscribe", orders: "all" });
    await happen(2);
    for (const sequence of [2, 1]) await bring(sequence);
    expect(sequences("staff=")).toEqual([2, 1]);
    await say("staff=", support, { action: "unsubscribe", orders: "all" });
    await bring(2);
    expect(heard("staff=").map(({ type }) => type)).toEqual(["subscribed", "fact", "fact", "unsubscribed"]);
  });

  it("are nobody else's", async () => {
    const { connect, say, heard } = await trackingWorld();
    await connect("c=", guest);
    await say("c=", guest, { action: "subscribe", orders: "all" });
    expect(heard("c=")).toMatchObject([{ problem: { status: 403, code: "caller.forbidden" } }]);
  });
});

describe("a connection that is over", () => {
  it("is told nothing more, and its slot is free", async () => {
    const { disconnect, sequences, happen, bring, ports } = await subscribed();
    await disconnect("c=", guest);
    await happen(2);
    await bring(2);
    expect(sequences("c=")).toEqual([1]);
    expect(await ports.slots.listOfOwner(guest.ownerId)).toMatchObject([{ endsAt: "2026-11-28T09:00:00.000Z" }]);
    await disconnect("c=", guest);
  });

  it("is found gone by the first message, and cleaned up", async () => {
    const { gone, happen, bring, ports, orderId } = await subscribed();
    gone.add("c=");
    await happen(2);
    await bring(2);
    expect((await ports.subscriptions.listOfTopic(orderId, ports.now(), null)).items).toEqual([]);
    expect(await ports.slots.listOfOwner(guest.ownerId)).toMatchObject([{ endsAt: "2026-11-28T09:00:00.000Z" }]);
  });

  it("leaves nothing to the next in its slot, and takes nothing from it", async () => {
    const { connect, disconnect, say, sequences, happen, bring, orderId } = await subscribed();
    await disconnect("c=", guest);
    await connect("d=", guest);
    await happen(2);
    await bring(2);
    expect(sequences("d=")).toEqual([]);
    await say("d=", guest, { action: "subscribe", orderId, after: 1 });
    await disconnect("c=", guest);
    await happen(3, 3);
    await bring(3);
    expect(sequences("d=")).toEqual([2, 3]);
  });

  it("ends by itself after two hours", async () => {
    const { pass, happen, bring, sequences } = await subscribed();
    pass(7_200);
    await happen(2);
    await bring(2);
    expect(sequences("c=")).toEqual([1]);
  });
});

describe("connecting", () => {
  it("gives ten connections a slot each, also of those who come at once, and refuses the eleventh", async () => {
    const { connect, disconnect, ports } = await trackingWorld();
    const outcomes = await Promise.allSettled(Array.from({ length: 14 }, (_, index) => connect(`${index}=`, guest)));
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(4);
    const open = await ports.slots.listOfOwner(guest.ownerId);
    expect(open.map(({ slot }) => slot)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await expect(connect("eleventh=", guest)).rejects.toMatchObject({
      declaration: { code: "tracking.too_many_connections" },
    });
    await disconnect(open[3]?.connectionId ?? "", guest);
    await connect("eleventh=", guest);
    await connect("another-caller=", stranger);
  });
});
