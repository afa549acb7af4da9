import { Busy } from "@millrace/kernel/refusals";
import { Entity } from "electrodb";
import { describe, expect, it } from "vitest";
import { type DynamoDbCall, intercept } from "../../../test/support/intercept.ts";
import { noted } from "../../../test/support/noted-pause.ts";
import { freshTable } from "../../../test/support/table.ts";
import { batchGet, readOf } from "./batch-get.ts";
import { primary, type Table } from "./table.ts";
import { commit, transactItem } from "./transact.ts";

function boxEntity(table: Table) {
  return new Entity(
    {
      model: { service: "boxes", entity: "box", version: "1" },
      attributes: {
        shelf: { type: "string", required: true },
        place: { type: "number", required: true, padding: { length: 3, char: "0" } },
        holds: { type: "any" },
      },
      indexes: { byPlace: primary({ partition: ["shelf"], sort: ["place"] }) },
    },
    table,
  );
}

async function shelf(places: number) {
  const table = await freshTable();
  const entity = boxEntity(table);
  const boxes = Array.from({ length: places }, (_, place) => ({ shelf: "s", place, holds: { nested: [place, true] } }));
  if (places > 0) {
    await commit(
      boxes.map((box) =>
        transactItem(
          entity,
          (writes) => writes.create(box),
          () => {
            throw new Error("The shelf is new.");
          },
        ),
      ),
    );
  }
  const at = (place: number) => readOf<(typeof boxes)[number]>(entity, { shelf: "s", place });
  return { table, boxes, at };
}

/** Notes every batch that is sent. */
function batchesOf(table: Table, standIn: (call: DynamoDbCall, number: number) => Promise<object>) {
  const sizes: number[] = [];
  intercept(table, (call) => {
    sizes.push(keysOf(table, call).length);
    return standIn(call, sizes.length);
  });
  return sizes;
}

function requestOf(table: Table, call: DynamoDbCall) {
  return (call.input["RequestItems"] as Record<string, { Keys: object[]; ConsistentRead?: boolean }>)[table.table];
}
function keysOf(table: Table, call: DynamoDbCall) {
  return requestOf(table, call)?.Keys ?? [];
}

describe("batchGet", () => {
  it("gives each item in the order asked, whole, and nothing where nothing is stored", async () => {
    const { table, boxes, at } = await shelf(4);
    expect(await batchGet(table, [at(3), at(99), at(0), at(2)])).toEqual([boxes[3], undefined, boxes[0], boxes[2]]);
  });

  it("gives a list for a list", async () => {
    const { table, boxes, at } = await shelf(3);
    expect(await batchGet(table, [at(0), [at(2), at(99), at(1)], []])).toEqual([
      boxes[0],
      [boxes[2], undefined, boxes[1]],
      [],
    ]);
  });

  it("reads an item once that is asked for twice, in one strongly consistent request", async () => {
    const { table, boxes, at } = await shelf(2);
    const calls: DynamoDbCall[] = [];
    intercept(table, (call) => {
      calls.push(call);
      return call.forward();
    });
    expect(await batchGet(table, [at(1), at(0), at(1), [at(1)]])).toEqual([boxes[1], boxes[0], boxes[1], [boxes[1]]]);
    expect(calls.map((call) => [call.command, keysOf(table, call).length])).toEqual([["BatchGetItemCommand", 2]]);
    expect(calls.map((call) => requestOf(table, call)?.ConsistentRead)).toEqual([true]);
  });

  it("asks nothing of the store when nothing is asked of it", async () => {
    const { table } = await shelf(0);
    const sizes = batchesOf(table, () => Promise.reject(new Error("Nothing to read.")));
    expect(await batchGet(table, [])).toEqual([]);
    expect(await batchGet(table, [[]])).toEqual([[]]);
    expect(sizes).toEqual([]);
  });

  it("reads 100 different items at once, and more in as few requests as it takes", async () => {
    const { table, boxes, at } = await shelf(100);
    const sizes = batchesOf(table, ({ forward }) => forward());
    const all = Array.from({ length: 101 }, (_, place) => at(place));
    const [found] = await batchGet(table, [[...all.slice(0, 100), at(0)]]);
    expect(found).toEqual([...boxes, boxes[0]]);
    expect(sizes).toEqual([100]);
    expect(await batchGet(table, [all])).toEqual([[...boxes, undefined]]);
    expect(sizes.slice(1).toSorted()).toEqual([1, 100]);
  });

  it("asks again for the keys that DynamoDB left unprocessed, and for no other", async () => {
    const { table, boxes, at } = await shelf(3);
    const { pauses, pause, isPausing } = noted();
    const sizes = batchesOf(table, async (call) => {
      expect(isPausing()).toBe(false);
      const [first, ...rest] = keysOf(table, call);
      const output = await call.forward({ RequestItems: { [table.table]: { Keys: [first], ConsistentRead: true } } });
      return { ...output, UnprocessedKeys: rest.length > 0 ? { [table.table]: { Keys: rest } } : {} };
    });
    const found = await batchGet(table, [at(0), at(1), at(2)], pause);
    expect(found).toEqual(boxes);
    expect([sizes, pauses]).toEqual([
      [3, 2, 1],
      [0, 1],
    ]);
  });

  it("gives up after six attempts rather than answer that nothing is stored", async () => {
    const { table, at } = await shelf(1);
    const { pauses, pause } = noted();
    const sizes = batchesOf(table, async (call) => ({ Responses: {}, UnprocessedKeys: call.input["RequestItems"] }));
    await expect(batchGet(table, [at(0)], pause)).rejects.toMatchObject({ declaration: { code: Busy.code } });
    expect([sizes, pauses]).toEqual([
      [1, 1, 1, 1, 1, 1],
      [0, 1, 2, 3, 4],
    ]);
  });

  it("throws an outage", async () => {
    const { table, at } = await shelf(1);
    intercept(table, () => Promise.reject(new Error("socket hang up")));
    await expect(batchGet(table, [at(0)])).rejects.toThrow("socket hang up");
  });
});

describe("readOf", () => {
  it("makes the entity's whole key", async () => {
    const { at } = await shelf(0);
    expect(at(7).key).toMatchInlineSnapshot(`
      {
        "pk": {
          "S": "$boxes#shelf_s",
        },
        "sk": {
          "S": "$box_1#place_007",
        },
      }
    `);
  });
});
