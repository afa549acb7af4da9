import { setTimeout as pause } from "node:timers/promises";
import { type Run, startStack } from "../support/npm-start.ts";
import { idleLatencies } from "./idle-latency.ts";
import { instantRows } from "./instant.ts";
import type { Measure } from "./measurements.ts";
import { peakMemory } from "./peak-memory.ts";
import { useOf } from "./process-use.ts";
import { recordOrders } from "./recorded.ts";
import { type Replay, startReplay } from "./replay.ts";
import { median, percentile, type Row } from "./report.ts";
import { createShoppers, fillShelf, type Shoppers } from "./shoppers.ts";
import { speeds } from "./speed.ts";
import { warmGetOverhead } from "./warm-get.ts";

const idleOrders = 20;
const recordedOrders = 12;
/** Idle environments are closed after a minute. */
const quietMilliseconds = 65_000;

const megabyte = 1024 * 1024;
const maxMemoryUnderLoad = 800;

function latencyRow(milliseconds: readonly number[]): Row {
  return {
    what: "commit of a fact to its consumer's invocation, idle, p95",
    value: percentile(milliseconds, 95),
    unit: "ms",
    budget: { atMost: 250 },
    note: `p50 ${Math.round(median(milliseconds))} ms`,
  };
}

async function memoryRows(pid: number): Promise<readonly Row[]> {
  const { memoryBytes: before } = await useOf(pid);
  await pause(quietMilliseconds);
  const { memoryBytes: after } = await useOf(pid);
  return [
    { what: "memory after the last order, without the JVM", value: before / megabyte, unit: "MB" },
    { what: "memory a minute later", value: after / megabyte, unit: "MB", budget: { atMost: 600 } },
  ];
}

/** Everything that many people at once do to a stack, with the memory that it takes meanwhile. */
async function loadRows({ ready, pid, descendants }: Run, shoppers: Shoppers, replay: Replay) {
  const rows: Row[] = [];
  const peak = await peakMemory([pid, ...descendants()], async () => {
    rows.push(...(await speeds({ shoppers, replay, pid })));
    rows.push(...(await instantRows(ready, shoppers)));
  });
  const value = peak / megabyte;
  const budget = { atMost: maxMemoryUnderLoad };
  return [...rows, { what: "memory of the stack and its JVM under load, most", value, unit: "MB", budget }];
}

async function stackRows(run: Run, replay: Replay): Promise<readonly Row[]> {
  const { ready, pid } = run;
  await fillShelf(ready);
  const shoppers = createShoppers(ready);
  return [
    ...(await loadRows(run, shoppers, replay)),
    latencyRow(await idleLatencies(ready, shoppers, idleOrders)),
    {
      what: "a warm GET beside its handler, p50",
      value: await warmGetOverhead(ready),
      unit: "ms",
      budget: { atMost: 5 },
    },
    ...(await memoryRows(pid)),
  ];
}

export const measure: Measure = async () => {
  const replay = await startReplay(await recordOrders(recordedOrders));
  try {
    const startedAt = performance.now();
    const stack = await startStack();
    const value = (performance.now() - startedAt) / 1_000;
    try {
      const start = { what: "start to ready, build and seed included", value, unit: "s", budget: { atMost: 15 } };
      return [start, ...(await stackRows(stack, replay))];
    } finally {
      await stack.interrupt();
    }
  } finally {
    await replay.stop();
  }
};
