import { idPattern } from "@millrace/kernel/ids";
import { describe, expect, it } from "vitest";
import { chanceOf, seededCustomerId, seededId } from "./chance.ts";

const at = new Date("2026-01-05T08:00:00.000Z");

describe("seeded ids", () => {
  it("are the same for the same seed and number, and differ otherwise", () => {
    expect(seededId(1, "order", 7, at)).toBe(seededId(1, "order", 7, at));
    const ids = [1, 2].flatMap((seed) => [0, 1, 2].map((number) => seededId(seed, "order", number, at)));
    expect(new Set(ids).size).toBe(6);
  });

  it("are ids like any other", () => {
    expect(seededId(1, "order", 7, at)).toMatch(idPattern("order"));
    expect(seededCustomerId(1, 7)).toMatch(idPattern("customer"));
  });
});

describe("chanceOf", () => {
  it("repeats itself for the same seed and topic only", () => {
    const drawn = (seed: number, topic: string) => {
      const chance = chanceOf(seed, topic);
      return Array.from({ length: 20 }, () => chance.below(1_000));
    };
    expect(drawn(1, "orders")).toEqual(drawn(1, "orders"));
    expect(drawn(1, "orders")).not.toEqual(drawn(2, "orders"));
    expect(drawn(1, "orders")).not.toEqual(drawn(1, "stock"));
  });

  it("favors the first", () => {
    const chance = chanceOf(1, "favorites");
    const values = Array.from({ length: 100 }, (_, index) => index);
    const drawn = Array.from({ length: 1_000 }, () => chance.favorite(values));
    expect(drawn.filter((value) => value < 10).length).toBeGreaterThan(400);
    expect(Math.max(...drawn)).toBeGreaterThan(90);
  });
});
