import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { jittered } from "./pause.ts";

const limits = { firstMilliseconds: 10, longestMilliseconds: 50 };

describe("jittered", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const waitedFor = async (number: number, random: number): Promise<number> => {
    vi.spyOn(Math, "random").mockReturnValueOnce(random);
    const start = Date.now();
    const done = jittered(limits)(number).then(() => Date.now() - start);
    await vi.runAllTimersAsync();
    return done;
  };

  it.each([
    [0, 10],
    [1, 20],
    [2, 40],
    [3, 50],
    [9, 50],
  ])("pause %d lasts anything up to %d ms", async (number, ceiling) => {
    expect(await waitedFor(number, 0.5)).toBe(ceiling / 2);
    expect(await waitedFor(number, 0.999)).toBeGreaterThanOrEqual(ceiling * 0.9);
    expect(await waitedFor(number, 0)).toBeLessThanOrEqual(1);
  });
});
