import { idOf, idPattern } from "@millrace/kernel/ids";
import { Entity } from "electrodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../test/support/table.ts";
import { batchGet, readOf } from "./batch-get.ts";
import { indexed, keyPrefixOf, primary, tableKeys } from "./table.ts";
import { commit, transactItem } from "./transact.ts";

/** Words that a key may be made of: ids, SKUs, event ids, hashes, times. None holds `#`. */
const word = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,12}$/);
const name = fc.stringMatching(/^[a-z]{1,6}$/);
const composites = fc.record({ a: word, b: word, c: word, d: word });

const table = { client: undefined as never, table: "unused" };
function entityOf(service: string, entity: string) {
  return new Entity(
    {
      model: { service, entity, version: "1" },
      attributes: {
        a: { type: "string", required: true },
        b: { type: "string", required: true },
        c: { type: "string", required: true },
        d: { type: "string", required: true },
      },
      indexes: {
        main: primary({ partition: ["a", "b"], sort: ["c", "d"] }),
        other: indexed("gsi1", { partition: ["c"], sort: ["d", "a"] }),
      },
    },
    table,
  );
}
const things = entityOf("things", "thing");
function keyOf(entity: ReturnType<typeof entityOf>, of: Parameters<ReturnType<typeof entityOf>["create"]>[0]) {
  const { pk, sk, gsi1pk, gsi1sk } = (entity.create(of).params() as { Item: Record<string, string> }).Item;
  return { main: `${pk}|${sk}`, other: `${gsi1pk}|${gsi1sk}` };
}

describe("keys", () => {
  it("are the same only for the same words in the same places", () => {
    fc.assert(
      fc.property(composites, composites, (one, other) => {
        const same = (["a", "b", "c", "d"] as const).every((place) => one[place] === other[place]);
        expect(keyOf(things, one).main === keyOf(things, other).main).toBe(same);
      }),
    );
  });

  it("tell words apart that differ in case alone, in every index", () => {
    fc.assert(
      fc.property(composites, word, (given, letters) => {
        const [upper, lower] = [letters.toUpperCase(), letters.toLowerCase()];
        fc.pre(upper !== lower);
        const [one, other] = [keyOf(things, { ...given, a: upper }), keyOf(things, { ...given, a: lower })];
        expect(one.main).not.toBe(other.main);
        expect(one.other).not.toBe(other.other);
        expect(keyOf(things, { ...given, c: upper }).other).not.toBe(keyOf(things, { ...given, c: lower }).other);
      }),
    );
  });

  it("do not let words run over from one place into the next", () => {
    fc.assert(
      fc.property(word, word, word, word, (a, b, c, more) => {
        const one = keyOf(things, { a: a + more, b, c, d: more }).main;
        const other = keyOf(things, { a, b: more + b, c: c + more, d: more }).main;
        expect(one).not.toBe(other);
      }),
    );
  });

  it("of two services or entities never meet, and begin with their service's prefix", () => {
    fc.assert(
      fc.property(name, name, name, name, composites, (service, entity, otherService, otherEntity, given) => {
        fc.pre(service !== otherService || entity !== otherEntity);
        const one = keyOf(entityOf(service, entity), given);
        const other = keyOf(entityOf(otherService, otherEntity), given);
        expect(one.main).not.toBe(other.main);
        expect([one.main, one.other].filter((key) => !key.startsWith(keyPrefixOf(service)))).toEqual([]);
        expect(one.main.startsWith(keyPrefixOf(otherService))).toBe(service === otherService);
      }),
    );
  });

  it("keep apart in the store what differs in case alone", async () => {
    const fresh = await freshTable();
    const entity = new Entity(
      {
        model: { service: "things", entity: "thing", version: "1" },
        attributes: { id: { type: "string", required: true } },
        indexes: { byId: primary({ partition: ["id"], sort: [] }) },
      },
      fresh,
    );
    const refuse = () => {
      throw new Error("They are new.");
    };
    await commit(["tee", "TEE", "Tee"].map((id) => transactItem(entity, (writes) => writes.create({ id }), refuse)));
    const [found] = await batchGet(fresh, [["tee", "TEE", "Tee", "tEE"].map((id) => readOf(entity, { id }))]);
    expect(found).toEqual([{ id: "tee" }, { id: "TEE" }, { id: "Tee" }, undefined]);
  });

  it("are as the deployed table has them: changing one is a migration", () => {
    const of = { a: "Aa", b: "Bb", c: "Cc", d: "Dd" };
    expect(things.create(of).params()).toMatchInlineSnapshot(`
      {
        "ConditionExpression": "attribute_not_exists(#pk) AND attribute_not_exists(#sk)",
        "ExpressionAttributeNames": {
          "#pk": "pk",
          "#sk": "sk",
        },
        "Item": {
          "__edb_e__": "thing",
          "__edb_v__": "1",
          "a": "Aa",
          "b": "Bb",
          "c": "Cc",
          "d": "Dd",
          "gsi1pk": "$things#c_Cc",
          "gsi1sk": "$thing_1#d_Dd#a_Aa",
          "pk": "$things#a_Aa#b_Bb",
          "sk": "$thing_1#c_Cc#d_Dd",
        },
        "TableName": "unused",
      }
    `);
    expect(things.query.main({ a: "Aa", b: "Bb" }).params()).toMatchObject({
      ExpressionAttributeValues: { ":pk": "$things#a_Aa#b_Bb", ":sk1": "$thing_1#c_" },
    });
    expect(tableKeys).toEqual({
      partition: "pk",
      sort: "sk",
      expiry: "ttl",
      indexes: { gsi1: "ALL", gsi2: "KEYS_ONLY", gsi3: "KEYS_ONLY", gsi4: "ALL" },
    });
  });

  it("are never made of ids that hold a delimiter", () => {
    const id = idOf("order", new Date(0), new Uint8Array(10));
    expect(idPattern("order").test(id)).toBe(true);
    expect(idPattern("order").test(`${id}#b_x`)).toBe(false);
  });
});
