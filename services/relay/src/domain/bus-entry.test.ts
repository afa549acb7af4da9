import { OrderPlaced } from "@millrace/contracts/orders";
import { eventContracts } from "@millrace/contracts/registry";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aJournalImage } from "../../../../test/support/journal-image.ts";
import { type BusEntry, busEntryOf, callsOf, entryBytes } from "./bus-entry.ts";

describe("busEntryOf", () => {
  it("makes the envelope of a fact: metadata without keys, data as its contract says", () => {
    const image = aJournalImage(OrderPlaced, { traceHeader: "Root=1-a;Parent=b;Sampled=1" });
    const { detail, ...entry } = busEntryOf(image);
    expect(entry).toEqual({
      source: "millrace.orders",
      detailType: "order.placed",
      time: new Date("2026-11-23T09:30:00.000Z"),
      traceHeader: "Root=1-a;Parent=b;Sampled=1",
      ids: { eventId: image["eventId"], correlationId: "cor-1", orderId: OrderPlaced.example.orderId },
    });
    expect(JSON.parse(detail)).toEqual({
      metadata: {
        eventId: `${OrderPlaced.example.orderId}.1`,
        type: "order.placed",
        schemaVersion: 1,
        aggregateId: OrderPlaced.example.orderId,
        sequence: 1,
        occurredAt: "2026-11-23T09:30:00.000Z",
        actor: "cus_1",
        correlationId: "cor-1",
        causationId: "req-1",
        causationDepth: 0,
      },
      data: OrderPlaced.example,
    });
  });

  it.each(eventContracts)("publishes $name under its own name and source", (contract) => {
    expect(busEntryOf(aJournalImage(contract))).toMatchObject({
      source: `millrace.${contract.service}`,
      detailType: contract.name,
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["a fact that no contract knows", { type: "order.eaten" }, "no contract of order.eaten, version 1"],
    ["a version that no contract knows", { schemaVersion: 2 }, "no contract of order.placed, version 2"],
    ["a fact that another service wrote", { pk: "$carts#orderId_ord_1" }, "belongs to orders"],
    ["data with a field too many", { data: { ...OrderPlaced.example, email: "a@b.example" } }, "not order.placed"],
    ["data with a field missing", { data: {} }, "not order.placed"],
    ["no data", { data: undefined }, "not a journal entry: data"],
    ["no sequence", { sequence: 0 }, "not a journal entry: sequence"],
  ])("refuses %s, naming the entry", (_, changes, reason) => {
    const image = { ...aJournalImage(OrderPlaced), ...changes };
    expect(() => busEntryOf(image)).toThrow(reason);
    expect(() => busEntryOf(image)).toThrow(String(image["eventId"]));
  });

  it("never shows the data it refuses", () => {
    const image = { ...aJournalImage(OrderPlaced), data: { ...OrderPlaced.example, total: "ada@example.com" } };
    expect(() => busEntryOf(image)).toThrow(expect.objectContaining({ message: expect.not.stringContaining("ada") }));
  });

  it("refuses a fact too large for the bus", () => {
    const image = { ...aJournalImage(OrderPlaced), actor: "x".repeat(256 * 1024) };
    expect(() => busEntryOf(image)).toThrow("too large");
  });
});

describe("callsOf", () => {
  const entry = (bytes: number): BusEntry => ({
    source: "",
    detailType: "",
    detail: "x".repeat(bytes),
    time: new Date(0),
    traceHeader: undefined,
    ids: {},
  });

  it("keeps the order and fills each call", () => {
    const entries = Array.from({ length: 25 }, () => entry(10));
    expect(callsOf(entries).map((call) => call.length)).toEqual([10, 10, 5]);
    expect(callsOf(entries).flat()).toEqual(entries);
  });

  it("keeps within what one call may hold, whatever the sizes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 40 }), (sizes) => {
        const entries = sizes.map(entry);
        const calls = callsOf(entries);
        expect(calls.flat()).toEqual(entries);
        for (const [index, call] of calls.entries()) {
          const bytes = call.reduce((total, one) => total + entryBytes(one), 0);
          expect(call.length).toBeLessThanOrEqual(10);
          expect(bytes).toBeLessThanOrEqual(256 * 1024);
          const [next] = calls[index + 1] ?? [];
          if (next !== undefined) expect(call.length === 10 || bytes + entryBytes(next) > 256 * 1024).toBe(true);
        }
      }),
    );
  });
});
