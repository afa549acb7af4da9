import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { customerIdOf, type IdKind, idOf, idPattern, idPrefixes, isId, shardOf } from "./ids.ts";

const kinds = (Object.keys(idPrefixes) as IdKind[]).filter((kind) => kind !== "customer");
const kind = fc.constantFrom(...kinds);
/** ULID's 48 bits of milliseconds, within what `Date` can hold. */
const instant = fc.integer({ min: 0, max: 2 ** 48 - 1 }).map((milliseconds) => new Date(milliseconds));
const random = fc.uint8Array({ minLength: 10, maxLength: 10 });

describe("idPrefixes", () => {
  it("are distinct, three lower-case letters each", () => {
    const prefixes = Object.values(idPrefixes);
    expect(new Set(prefixes).size).toBe(prefixes.length);
    expect(prefixes.filter((prefix) => !/^[a-z]{3}$/.test(prefix))).toEqual([]);
  });
});

describe("idOf", () => {
  it("writes time and entropy in Crockford's base 32, as the ULID specification's example does", () => {
    // 01ARZ3NDEKTSV4RRFFQ69G5FAV: https://github.com/ulid/spec
    const entropy = Uint8Array.from([0xd6, 0x76, 0x4c, 0x61, 0xef, 0xb9, 0x93, 0x02, 0xbd, 0x5b]);
    expect(idOf("order", new Date(1_469_922_850_259), entropy)).toBe("ord_01arz3ndektsv4rrffq69g5fav");
  });

  it("matches its kind's pattern and no other's", () => {
    fc.assert(
      fc.property(kind, instant, random, (made, at, bytes) => {
        const id = idOf(made, at, bytes);
        expect(kinds.filter((other) => idPattern(other).test(id))).toEqual([made]);
      }),
    );
  });

  it("holds nothing that a key of the table could misread", () => {
    fc.assert(
      fc.property(kind, instant, random, (made, at, bytes) => {
        const id = idOf(made, at, bytes);
        expect(id).toBe(id.toLowerCase());
        expect(id).not.toMatch(/[#$]/);
      }),
    );
  });

  it("sorts by the time it was made, to the millisecond", () => {
    fc.assert(
      fc.property(kind, instant, instant, random, random, (made, one, other, first, second) => {
        fc.pre(one.getTime() !== other.getTime());
        expect(idOf(made, one, first) < idOf(made, other, second)).toBe(one < other);
      }),
    );
  });

  it("differs wherever time or entropy differ", () => {
    fc.assert(
      fc.property(kind, instant, instant, random, random, (made, one, other, first, second) => {
        const same = one.getTime() === other.getTime() && first.every((byte, index) => byte === second[index]);
        expect(idOf(made, one, first) === idOf(made, other, second)).toBe(same);
      }),
    );
  });

  it("uses the first ten bytes of its entropy and refuses fewer", () => {
    const at = new Date(0);
    const ten = new Uint8Array(10).fill(7);
    expect(idOf("cart", at, Uint8Array.from([...ten, 1, 2, 3]))).toBe(idOf("cart", at, ten));
    expect(() => idOf("cart", at, new Uint8Array(9))).toThrow(RangeError);
  });
});

describe("idPattern", () => {
  it.each([
    ["upper case", "ord_01ARZ3NDEKTSV4RRFFQ69G5FAV"],
    ["a key's delimiter", "ord_01arz3ndektsv4rrffq69g5fa#"],
    ["a letter Crockford left out", "ord_01arz3ndektsv4rrffq69g5fal"],
    ["a line after it", "ord_01arz3ndektsv4rrffq69g5fav\n"],
    ["a word before it", "x ord_01arz3ndektsv4rrffq69g5fav"],
    ["another kind's prefix", "crt_01arz3ndektsv4rrffq69g5fav"],
    ["no prefix", "01arz3ndektsv4rrffq69g5fav"],
    ["a character too few", "ord_01arz3ndektsv4rrffq69g5fa"],
    ["a character too many", "ord_01arz3ndektsv4rrffq69g5fav0"],
    ["nothing", ""],
  ])("of an order refuses %s", (_, id) => {
    expect(idPattern("order").test(id)).toBe(false);
  });

  it("of a customer takes Cognito's sub, a UUID", () => {
    expect(idPattern("customer").test(customerIdOf("b4d8a4a8-00c1-70b6-4ad3-9fe9b2a4d8a4"))).toBe(true);
    expect(idPattern("customer").test(customerIdOf("B4D8A4A8-00C1-70B6-4AD3-9FE9B2A4D8A4"))).toBe(false);
    expect(idPattern("customer").test("gst_01arz3ndektsv4rrffq69g5fav")).toBe(false);
    expect(idPattern("guest").test(customerIdOf("b4d8a4a8-00c1-70b6-4ad3-9fe9b2a4d8a4"))).toBe(false);
  });
});

describe("isId", () => {
  it("knows a kind by its prefix", () => {
    expect(isId("order", "ord_01kaq3v8e0m4t6w8y0a2c4e6g8")).toBe(true);
    expect(isId("order", "crt_01kaq3v8e0m4t6w8y0a2c4e6g8")).toBe(false);
    expect(isId("guest", "gst")).toBe(false);
  });
});

describe("shardOf", () => {
  it("gives an id the same shard each time, and spreads ids over all", () => {
    const ids = Array.from({ length: 200 }, (_, index) => `ord_01kaq3v8e0m4t6w8y0a2c4e${index}`);
    const shards = ids.map((id) => shardOf(id, 4));
    expect(ids.map((id) => shardOf(id, 4))).toEqual(shards);
    for (const shard of [0, 1, 2, 3]) expect(shards.filter((of) => of === shard).length).toBeGreaterThan(20);
  });
});
