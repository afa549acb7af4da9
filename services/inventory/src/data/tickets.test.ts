import { createHandler } from "@millrace/contracts/create-handler";
import { isoTime } from "@millrace/kernel/clock";
import { commit, transact } from "@millrace/table/transact";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inventoryWorld } from "../../../../test/support/inventory-world.ts";
import type { Hold } from "../domain/plan-holds.ts";
import { settleTickets } from "../schedules/settle-tickets.ts";
import { createHolds } from "./holds.ts";

const sku = "TEE-BLUE-M";
const main = "loc_main";
const morning = Date.parse("2026-11-28T09:00:00.000Z");

async function shop(quantity: number) {
  const world = await inventoryWorld();
  const { stock, tickets } = world.ports;
  await world.post(sku, "receipts", { locationId: main, quantity });
  const holds = createHolds(world.table);
  let seconds = 0;
  const now = () => new Date(morning + seconds * 1000);
  const known = async () => {
    const found = await stock.get(sku);
    if (found === undefined) throw new Error("The SKU has stock.");
    return found;
  };
  const level = async () => {
    const { onHand, reserved, allocated, available } = (await known()).levels[main] ?? {};
    return { onHand, reserved, allocated, available };
  };
  /** A ticket for units, by stock that was read so many changes before. */
  const take = async (orderId: string, units: number, changesBefore = 0): Promise<Hold | undefined> => {
    const read = await known();
    const seen = { ...read, moves: (read.moves ?? 0) - changesBefore };
    const hold = { sku, locationId: main, quantity: units };
    return (await tickets.take([hold], [seen], { causeId: orderId, at: now() }))?.[0];
  };
  const claim = (hold: Hold, causeId: string) => transact(holds.reserve([hold], { causeId, at: now() }));
  const settle = async (kind: "allocate" | "release", hold: Hold, causeId: string) => {
    const rejections = await transact(holds[kind]([hold], { causeId, at: now() }));
    if (rejections.length > 0) throw new Error(`${causeId} could not be settled.`);
  };
  return {
    ...world,
    tickets,
    known,
    level,
    take,
    claim,
    settle,
    pass: (passed: number) => {
      seconds += passed;
    },
    /** What the schedule does. */
    sweep: () =>
      createHandler(
        settleTickets,
        world.ports,
      )({
        at: now(),
        origin: { actor: "inventory-settle-tickets", correlationId: "run", causationId: "run", causationDepth: 0 },
      }),
    isOpen: async () => {
      const pages = await Promise.all(["0", "1", "2", "3"].map((shard) => tickets.listOpen(shard, null)));
      return pages.some(({ items }) => items.length > 0);
    },
  };
}

describe("AP-I15 take", () => {
  it("numbers units one by one, while there are enough", async () => {
    const { take, level } = await shop(5);
    expect(await take("ord_1", 2)).toMatchObject({ ticket: 1, quantity: 2 });
    expect(await take("ord_2", 3)).toMatchObject({ ticket: 3, quantity: 3 });
    expect(await take("ord_3", 1)).toBeUndefined();
    expect(await level()).toEqual({ onHand: 5, reserved: 5, allocated: 0, available: 0 });
  });

  it("is told to nobody who reads the stock but by what is reserved", async () => {
    const { take, get } = await shop(5);
    await take("ord_1", 2);
    const counters = { onHand: 5, reserved: 2, allocated: 0, available: 3 };
    expect((await get(`stock/${sku}`)).body).toMatchObject({ levels: [{ locationId: main, ...counters }] });
    expect(Object.keys((await get(`stock/${sku}`)).body.levels[0]).toSorted()).toEqual([
      "allocated",
      "available",
      "locationId",
      "onHand",
      "reserved",
    ]);
  });

  it("tells a rush by how much has changed since the stock was read", async () => {
    const { take } = await shop(5);
    expect(await take("ord_1", 1, 2)).not.toHaveProperty("later");
    expect(await take("ord_2", 1, 3)).toMatchObject({ later: true });
  });

  it("takes none of several SKUs where one of them is short", async () => {
    const { ports, post, tickets, level, drift } = await shop(5);
    await post("CAP-RED", "receipts", { locationId: main, quantity: 1 });
    const seen = [await ports.stock.get(sku), await ports.stock.get("CAP-RED")];
    const holds = [
      { sku, locationId: main, quantity: 1 },
      { sku: "CAP-RED", locationId: main, quantity: 2 },
    ];
    expect(await tickets.take(holds, seen, { causeId: "ord_1", at: new Date(morning) })).toBeUndefined();
    expect(await level()).toEqual({ onHand: 5, reserved: 0, allocated: 0, available: 5 });
    expect(await drift(sku)).toEqual([]);
  });

  it("takes no ticket for units of one SKU from two locations", async () => {
    const { tickets, post, ports, level } = await shop(1);
    await post(sku, "receipts", { locationId: "loc_berlin", quantity: 1 });
    const holds = [main, "loc_berlin"].map((locationId) => ({ sku, locationId, quantity: 1 }));
    const taken = await tickets.take(holds, [await ports.stock.get(sku)], { causeId: "ord_1", at: new Date(morning) });
    expect(taken).toEqual(holds);
    expect(await level()).toMatchObject({ available: 1 });
  });
});

describe("a ticket", () => {
  it("is given back once, and not where its order came", async () => {
    const { take, claim, tickets, level, drift } = await shop(5);
    const [mine, theirs] = [await take("ord_1", 2), await take("ord_2", 1, 3)];
    if (mine === undefined || theirs === undefined) throw new Error("There are enough.");
    await claim(mine, "ord_1");
    for (const [hold, causeId] of [
      [mine, "ord_1"],
      [theirs, "ord_2"],
      [theirs, "ord_2"],
    ] as const) {
      await tickets.giveBack([hold], { causeId, at: new Date(morning) });
    }
    expect(await level()).toEqual({ onHand: 5, reserved: 2, allocated: 0, available: 3 });
    expect(await drift(sku)).toEqual([]);
  });

  it("is claimed by its order or taken back, never both", async () => {
    const { take, claim, tickets, drift } = await shop(5);
    const hold = await take("ord_1", 2);
    if (hold === undefined) throw new Error("There are enough.");
    const outcomes = await Promise.all([
      claim(hold, "ord_1"),
      transact(tickets.takeBack(sku, main, [1, 2], new Date(morning))),
    ]);
    expect(outcomes.filter((rejections) => rejections.length === 0)).toHaveLength(1);
    expect(await drift(sku)).toEqual([]);
  });
});

describe("settleTickets", () => {
  it("takes back what no order came for, once it may not come any more", async () => {
    const { take, claim, sweep, pass, level, drift, isOpen } = await shop(10);
    const [first, , third] = [await take("ord_1", 2), await take("ord_2", 3), await take("ord_3", 1)];
    for (const [hold, causeId] of [
      [first, "ord_1"],
      [third, "ord_3"],
    ] as const)
      if (hold !== undefined) await claim(hold, causeId);
    pass(30);
    await sweep();
    expect(await level()).toMatchObject({ reserved: 6, available: 4 });
    pass(60);
    await sweep();
    expect(await level()).toEqual({ onHand: 10, reserved: 3, allocated: 0, available: 7 });
    expect(await drift(sku)).toEqual([]);
    await sweep();
    expect(await isOpen()).toBe(false);
  });

  it("looks no more at a SKU of which every ticket is claimed, until the next is taken", async () => {
    const { take, claim, sweep, isOpen, known } = await shop(5);
    const hold = await take("ord_1", 2);
    if (hold !== undefined) await claim(hold, "ord_1");
    expect(await isOpen()).toBe(true);
    await sweep();
    expect(await isOpen()).toBe(false);
    expect((await known()).levels[main]).toMatchObject({ issued: 2, checked: 2 });
    await take("ord_2", 1);
    expect(await isOpen()).toBe(true);
  });

  it("does not lose sight of a ticket that was taken elsewhere while it looked", async () => {
    const { take, claim, tickets, post, ports, known, isOpen } = await shop(5);
    const hold = await take("ord_1", 1);
    if (hold !== undefined) await claim(hold, "ord_1");
    await post(sku, "receipts", { locationId: "loc_berlin", quantity: 1 });
    const listed = await known();
    const there = [{ sku, locationId: "loc_berlin", quantity: 1 }];
    await tickets.take(there, [await ports.stock.get(sku)], { causeId: "ord_2", at: new Date(morning) });
    await tickets.close(listed, new Map([[main, 1]]));
    expect(await isOpen()).toBe(true);
  });

  it("takes back at one location while another sells", async () => {
    const { take, claim, tickets, post, ports, sweep, pass, drift } = await shop(1);
    await post(sku, "receipts", { locationId: "loc_berlin", quantity: 5 });
    await take("ord_dead", 1);
    for (const orderId of ["ord_1", "ord_2", "ord_3"]) {
      pass(50);
      const seen = [await ports.stock.get(sku)];
      const at = new Date(morning + 150_000);
      const [hold] =
        (await tickets.take([{ sku, locationId: "loc_berlin", quantity: 1 }], seen, { causeId: orderId, at })) ?? [];
      if (hold !== undefined) await claim(hold, orderId);
      await sweep();
    }
    expect((await ports.stock.get(sku))?.levels[main]).toMatchObject({ reserved: 0, available: 1 });
    expect(await drift(sku)).toEqual([]);
  });

  it("brings more movements into the counters than one transaction takes", async () => {
    const { take, claim, settle, sweep, level, drift } = await shop(60);
    for (let order = 0; order < 50; order += 1) {
      const hold = await take(`ord_${order}`, 1, 3);
      if (hold === undefined) throw new Error("There are enough.");
      await claim(hold, `ord_${order}`);
      await settle(order % 2 === 0 ? "allocate" : "release", hold, `ord_${order}`);
    }
    expect(await level()).toEqual({ onHand: 60, reserved: 50, allocated: 0, available: 10 });
    expect(await drift(sku)).toEqual([]);
    await sweep();
    expect(await level()).toEqual({ onHand: 60, reserved: 0, allocated: 25, available: 35 });
    expect(await drift(sku)).toEqual([]);
  });

  it("tells no one twice: two runs at once write each movement once", async () => {
    const { take, claim, settle, sweep, level, drift } = await shop(10);
    for (const orderId of ["ord_1", "ord_2", "ord_3"]) {
      const hold = await take(orderId, 1, 3);
      if (hold === undefined) throw new Error("There are enough.");
      await claim(hold, orderId);
      await settle("release", hold, orderId);
    }
    await Promise.all([sweep(), sweep(), sweep()]);
    await sweep();
    expect(await level()).toEqual({ onHand: 10, reserved: 0, allocated: 0, available: 10 });
    expect(await drift(sku)).toEqual([]);
  });
});

describe("whatever happens to tickets, in any order", () => {
  const step = fc.oneof(
    fc.record({ what: fc.constant("take"), units: fc.integer({ min: 1, max: 4 }), rush: fc.boolean() }),
    fc.record({
      what: fc.constantFrom("claim", "claim", "give back", "die", "allocate", "release", "sweep"),
      units: fc.constant(0),
      rush: fc.boolean(),
    }),
  );

  it("sells no unit twice and loses none once all is swept", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const world = await shop(12);
        const taken: [string, Hold][] = [];
        const held: [string, Hold][] = [];
        let allocated = 0;
        for (const [index, { what, units, rush }] of steps.entries()) {
          const [id, hold] = (what === "allocate" || what === "release" ? held : taken).shift() ?? [];
          if (what === "take") {
            if (id !== undefined && hold !== undefined) taken.unshift([id, hold]);
            const got = await world.take(`ord_${index}`, units, rush ? 3 : 0);
            if (got !== undefined) taken.push([`ord_${index}`, got]);
          } else if (what === "sweep") {
            if (id !== undefined && hold !== undefined) taken.unshift([id, hold]);
            // By the next sweep whoever has not claimed never will.
            taken.length = 0;
            world.pass(90);
            await world.sweep();
          } else if (id !== undefined && hold !== undefined) {
            if (what === "claim" && (await world.claim(hold, id)).length === 0) held.push([id, hold]);
            if (what === "give back") await world.tickets.giveBack([hold], { causeId: id, at: new Date(morning) });
            if (what === "allocate" || what === "release") await world.settle(what, hold, id);
            if (what === "allocate") allocated += hold.quantity;
          }
          expect((await world.level()).available).toBeGreaterThanOrEqual(0);
          expect(await world.drift(sku)).toEqual([]);
        }
        for (let run = 0; run < 2; run += 1) {
          world.pass(90);
          await world.sweep();
        }
        const reserved = held.reduce((sum, [, { quantity }]) => sum + quantity, 0);
        expect(await world.level()).toEqual({
          onHand: 12,
          reserved,
          allocated,
          available: 12 - reserved - allocated,
        });
        expect(await world.drift(sku)).toEqual([]);
      }),
      { numRuns: 12, seed: 11 },
    );
  });
});

describe("a location's numbers", () => {
  it("go on where the counters are repaired", async () => {
    const { take, ports, known, post } = await shop(5);
    await take("ord_1", 2);
    const damaged = { drift: { locationId: main, onHand: 0, reserved: 0, allocated: 0, available: 0 } };
    const ledger = { onHand: 5, reserved: 2, allocated: 0, available: 3 };
    await commit([ports.stockKeeping.repair(sku, [{ ...damaged, ledger }], await known())]);
    await post(sku, "receipts", { locationId: main, quantity: 1 });
    expect(await take("ord_2", 1)).toMatchObject({ ticket: 3 });
    expect((await known()).levels[main]?.ticketedAt).toBe(isoTime(new Date(morning)));
  });
});
