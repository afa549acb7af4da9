import { describe, expect, it } from "vitest";
import { indexEntries, indexUnits, transactionalUnits } from "./write-units.ts";

function text(length: number) {
  return { S: "x".repeat(length) };
}
const key = { pk: text(8), sk: text(8) };
/** An item of so many bytes; its keys take 20 and `rest` 4. */
function ofBytes(bytes: number) {
  return { ...key, rest: text(bytes - 24) };
}

describe("transactionalUnits", () => {
  it.each([
    [100, 2],
    [1024, 2],
    [1025, 4],
    [2048, 4],
    [2049, 6],
  ])("charges a new item of %d bytes with %d units", (bytes, units) => {
    expect(transactionalUnits({ old: undefined, next: ofBytes(bytes) })).toBe(units);
  });

  it("charges an update by the larger of its images", () => {
    expect(transactionalUnits({ old: ofBytes(1500), next: ofBytes(100) })).toBe(4);
    expect(transactionalUnits({ old: ofBytes(100), next: ofBytes(1500) })).toBe(4);
  });

  it("charges a condition on nothing like a small item", () => {
    expect(transactionalUnits({ old: undefined, next: undefined })).toBe(2);
  });
});

describe("indexEntries", () => {
  it("finds an item in the indexes of which it has both keys", () => {
    const item = { ...key, gsi1pk: text(4), gsi1sk: text(4), gsi2pk: text(4), rest: text(100) };
    expect(indexEntries(item)).toEqual([{ index: "gsi1", projection: "ALL", bytes: 10 + 10 + 10 + 10 + 10 + 104 }]);
  });

  it("counts only the keys where the index keeps only keys", () => {
    const item = { ...key, gsi3pk: text(4), gsi3sk: text(4), rest: text(5_000) };
    expect(indexEntries(item)).toEqual([{ index: "gsi3", projection: "KEYS_ONLY", bytes: 40 }]);
  });
});

describe("indexUnits", () => {
  const indexed = (sort: string, rest = 10) => ({ ...ofBytes(24 + rest), gsi1pk: text(4), gsi1sk: { S: sort } });
  const due = (sort: string, rest = 10) => ({ ...ofBytes(24 + rest), gsi2pk: text(4), gsi2sk: { S: sort } });

  it.each([
    ["comes", undefined, indexed("a"), 1],
    ["comes with two kilobytes", undefined, indexed("a", 1500), 2],
    ["goes", indexed("a"), ofBytes(50), 1],
    ["moves", indexed("a"), indexed("b"), 2],
    ["changes in what is projected", indexed("a", 10), indexed("a", 11), 1],
    ["changes in nothing that is projected", due("a", 10), due("a", 11), 0],
    ["was and is not there", ofBytes(50), ofBytes(51), 0],
  ])("charges an entry that %s", (_, old, next, units) => expect(indexUnits({ old, next })).toBe(units));
});
