import { CursorInvalid } from "@millrace/kernel/refusals";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCursors } from "./cursors.ts";

const cursors = createCursors(async () => "the signing key");
const list = ["orders", "cus_1", "status=placed"];
const position = JSON.stringify({ pk: "$orders#ownerId_cus_1", sk: "$order_1#placedAt_2026" });

async function sealed(): Promise<string> {
  return (await cursors.seal(list, position)) ?? "";
}
const refused = { declaration: { code: CursorInvalid.code } };

describe("cursors", () => {
  it("give back any position", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string()), fc.string({ unit: "binary" }), async (identity, where) => {
        const cursor = await cursors.seal(identity, where);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(await cursors.open(identity, cursor)).toBe(where);
      }),
    );
  });

  it("are absent on the last page, and the first page begins without one", async () => {
    expect(await cursors.seal(list, null)).toBeUndefined();
    expect(await cursors.open(list, undefined)).toBeNull();
  });

  it.each<[string, readonly string[]]>([
    ["another list", ["carts", "cus_1", "status=placed"]],
    ["another caller", ["orders", "cus_2", "status=placed"]],
    ["other conditions", ["orders", "cus_1", "status=canceled"]],
    ["conditions more", [...list, "x"]],
    ["conditions less", ["orders", "cus_1"]],
    ["the same words in other places", ["orders", "cus_1status=placed", ""]],
    ["no list", []],
  ])("do not open %s", async (_, other) => {
    await expect(cursors.open(other, await sealed())).rejects.toMatchObject(refused);
  });

  it("do not open where words run over from one place into another", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string()), fc.array(fc.string()), fc.string(), async (one, other, where) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        await expect(cursors.open(other, await cursors.seal(one, where))).rejects.toMatchObject(refused);
      }),
    );
  });

  it("do not open under another key", async () => {
    const others = createCursors(async () => "another key");
    await expect(others.open(list, await sealed())).rejects.toMatchObject(refused);
  });

  it("do not open with any one character changed", async () => {
    const cursor = await sealed();
    for (const index of cursor.split("").keys()) {
      const changed = cursor.slice(0, index) + (cursor[index] === "A" ? "B" : "A") + cursor.slice(index + 1);
      await expect(cursors.open(list, changed)).rejects.toMatchObject(refused);
    }
  });

  it("do not open cut off anywhere", async () => {
    const cursor = await sealed();
    for (const length of cursor.split("").keys()) {
      await expect(cursors.open(list, cursor.slice(0, length))).rejects.toMatchObject(refused);
    }
  });

  it.each(["", "A", "=", "....", "not a cursor", "ä", "\u0000", "A".repeat(2048)])(
    'do not open "%s"',
    async (cursor) => {
      await expect(cursors.open(list, cursor)).rejects.toMatchObject(refused);
    },
  );

  it.each(["=", "==", ".", " ", "\n", "AA", "%3D"])('do not open with "%s" behind', async (behind) => {
    await expect(cursors.open(list, (await sealed()) + behind)).rejects.toMatchObject(refused);
  });

  it("throw when the key cannot be read, for that is no fault of the cursor", async () => {
    const unreachable = createCursors(() => Promise.reject(new Error("socket hang up")));
    await expect(unreachable.open(list, await sealed())).rejects.toThrow("socket hang up");
    await expect(unreachable.seal(list, position)).rejects.toThrow("socket hang up");
  });
});
