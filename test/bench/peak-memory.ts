import { setTimeout as pause } from "node:timers/promises";
import { useOfAll } from "./process-use.ts";

const everyMilliseconds = 500;

/** The most memory, in bytes, that processes take together while a task is done; looked at twice a second. */
export async function peakMemory(pids: readonly number[], task: () => Promise<void>): Promise<number> {
  let isOver = false;
  let peak = 0;
  const done = task().finally(() => {
    isOver = true;
  });
  while (!isOver) {
    peak = Math.max(peak, (await useOfAll(pids)).memoryBytes);
    await Promise.race([done, pause(everyMilliseconds)]);
  }
  return peak;
}
