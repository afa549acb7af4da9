import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { inSimulatedTime } from "./simulated-time.ts";

/** Something that takes the machine's time. */
async function someTurns(): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) await turn();
}

describe("inSimulatedTime", () => {
  it("lets seconds pass at once, and everybody wait their part of it", async () => {
    const seen = await inSimulatedTime(async ({ now, pause }) => {
      const moments: number[] = [];
      await Promise.all(
        [400, 5, 20].map(async (milliseconds) => {
          await pause(milliseconds);
          moments.push(now());
        }),
      );
      return moments;
    });
    expect(seen).toEqual([5, 20, 400]);
  });

  it("stands still while something is done outside of it", async () => {
    const seen = await inSimulatedTime(async ({ now, pause, outside }) => {
      const meanwhile = pause(1);
      await outside(someTurns);
      const before = now();
      await meanwhile;
      return [before, now()];
    });
    expect(seen).toEqual([0, 1]);
  });

  it("does what is outside one at a time, in the order asked for", async () => {
    const done = await inSimulatedTime(async ({ outside }) => {
      const steps: string[] = [];
      const slow = outside(async () => {
        steps.push("slow begins");
        await someTurns();
        steps.push("slow ends");
      });
      await Promise.all([slow, outside(async () => steps.push("quick"))]);
      return steps;
    });
    expect(done).toEqual(["slow begins", "slow ends", "quick"]);
  });

  it("moves setTimeout and Date, and gives them back", async () => {
    const before = setTimeout;
    const passed = await inSimulatedTime(async () => {
      const startedAt = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return Date.now() - startedAt;
    });
    expect(passed).toBe(1_000);
    expect(setTimeout).toBe(before);
  });

  it("throws what the task throws, also after a failure outside", async () => {
    await expect(
      inSimulatedTime(async ({ outside, pause }) => {
        await expect(outside(() => Promise.reject(new Error("unreachable")))).rejects.toThrow("unreachable");
        await pause(3);
        throw new Error("sold out");
      }),
    ).rejects.toThrow("sold out");
  });
});
