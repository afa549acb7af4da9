import { setTimeout as pause } from "node:timers/promises";
import { useOfAll } from "./process-use.ts";

const everyMilliseconds = 500;

/** The most memory, in bytes, that processes take together while a task is done; looked at twice a second. */
export async function peakMemory(pids: readonly number[], task: () => Promise<void>): Promise<number> {
  const state = { isOver: false, peak: 0 };
  const look = async () => {
    while (!state.isOver) {
      state.peak = Math.max(state.peak, (await useOfAll(pids)).memoryBytes);
      await pause(everyMilliseconds);
    }
  };
  const done = task().finally(() => {
    state.isOver = true;
  });
  await Promise.all([look(), done]);
  return state.peak;
}
