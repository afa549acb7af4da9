import { describe, expect, it } from "vitest";
import { dueShardOf, sweep } from "./sweep.ts";

/** What is due in each shard, page by page; a position is the number of the page. */
function pages(due: Readonly<Record<string, readonly (readonly string[])[]>>) {
  return async (shard: string, position: string | null) => {
    const number = Number(position ?? 0);
    const own = due[shard] ?? [];
    return { items: own[number] ?? [], position: number + 1 < own.length ? String(number + 1) : null };
  };
}

describe("sweep", () => {
  it("acts on everything that is due, in all shards and on all pages", async () => {
    const seen: string[] = [];
    await sweep(pages({ "0": [["a", "b"], ["c"]], "3": [["d"]] }), async (item) => seen.push(item));
    expect(seen).toEqual(["a", "b", "c", "d"]);
  });

  it("lets no failure keep the others waiting, and then fails with all of them", async () => {
    const seen: string[] = [];
    const run = sweep(pages({ "0": [["a", "bad"], ["b"]], "1": [["worse", "c"]] }), async (item) => {
      if (item.length > 1) throw new Error(item);
      seen.push(item);
    });
    await expect(run).rejects.toMatchObject({ errors: [new Error("bad"), new Error("worse")] });
    expect(seen).toEqual(["a", "b", "c"]);
  });

  it("leaves what is beyond twenty pages of a shard to the next run", async () => {
    const many = Array.from({ length: 25 }, (_, page) => [`item ${page}`]);
    const seen: string[] = [];
    await sweep(pages({ "2": many }), async (item) => seen.push(item));
    expect(seen).toEqual(many.flat().slice(0, 20));
  });

  it("takes as many pages of a shard as its caller says", async () => {
    const many = Array.from({ length: 5 }, (_, page) => [`item ${page}`]);
    const seen: string[] = [];
    await sweep(pages({ "0": many, "1": [["other"]] }), async (item) => seen.push(item), 4);
    expect(seen).toEqual([...many.flat().slice(0, 4), "other"]);
  });

  it("finds an item in the shard of its id", () => {
    const ids = Array.from({ length: 50 }, (_, index) => `crt_${index}`);
    expect(new Set(ids.map(dueShardOf))).toEqual(new Set(["0", "1", "2", "3"]));
  });
});
