import { defineEvent } from "@millrace/contracts/define-event";
import { OrderConfirmed, OrderPlaced } from "@millrace/contracts/orders";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { exampleFactOf } from "./fixtures.ts";
import { factReader } from "./read-fact.ts";

const ThingCounted = defineEvent({
  service: "things",
  aggregate: "thingId",
  name: "thing.counted",
  version: 3,
  data: z.strictObject({ thingId: z.string(), count: z.int(), unit: z.string() }),
  example: { thingId: "thing_1", count: 2, unit: "piece" },
});
const { metadata } = exampleFactOf(ThingCounted);
const first = { metadata: { ...metadata, schemaVersion: 1 }, data: { thingId: "thing_1", number: "2" } };
const second = { metadata: { ...metadata, schemaVersion: 2 }, data: { thingId: "thing_1", count: 2 } };
const upcasters = {
  "thing.counted": {
    1: (data: unknown) => {
      const { thingId, number } = z.object({ thingId: z.string(), number: z.string() }).parse(data);
      return { thingId, count: Number(number) };
    },
    2: (data: unknown) => ({ ...z.looseObject({}).parse(data), unit: "piece" }),
  },
};

describe("factReader", () => {
  it("reads every older version as the newest, step by step", () => {
    const read = factReader([ThingCounted], upcasters);
    for (const old of [first, second]) expect(read(old)).toEqual({ fact: exampleFactOf(ThingCounted) });
  });

  it("names a version without a way to the newest, and one that is newer", () => {
    const newer = { metadata: { ...metadata, schemaVersion: 4 }, data: {} };
    for (const [old, known] of [
      [first, {}],
      [newer, upcasters],
    ] as const) {
      expect(factReader([ThingCounted], known)(old)).toMatchObject({ unreadable: { code: "unknown_version" } });
    }
  });

  it("drops fields that its contract does not know, and takes metadata that it does not know", () => {
    const fact = exampleFactOf(ThingCounted);
    const later = { metadata: { ...fact.metadata, later: 1 }, data: { ...fact.data, later: 1 } };
    expect(factReader([ThingCounted])(later)).toEqual({ fact });
  });

  it("names a fact that it was not asked for", () => {
    expect(factReader([OrderPlaced])(exampleFactOf(OrderConfirmed))).toMatchObject({
      unreadable: { code: "unknown_fact" },
    });
  });

  it("names wrong fields, not what they hold", () => {
    const { metadata, data } = exampleFactOf(OrderConfirmed);
    const wrong = { metadata, data: { ...data, ownerId: "Jane Doe" } };
    expect(factReader([OrderConfirmed])(wrong)).toEqual({
      unreadable: { code: "malformed", reason: "Not the fact order.confirmed: data.ownerId." },
    });
  });
});
