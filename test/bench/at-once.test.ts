import { describe, expect, it } from "vitest";
import { atOnce } from "./at-once.ts";

describe("atOnce", () => {
  it("does every item once, no more at a time than it may", async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await atOnce(3, [1, 2, 3, 4, 5, 6, 7], async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      done.push(item);
      running -= 1;
    });
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it("fails with the first task that fails", async () => {
    await expect(atOnce(2, [1, 2], () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  });
});
