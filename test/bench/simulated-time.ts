import { syncBuiltinESMExports } from "node:module";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "./conflicts.ts";

export type SimulatedTime = Clock & {
  /** Does something that takes the machine's time and none of this one: one at a time, in the order asked for. */
  outside<Result>(task: () => Promise<Result>): Promise<Result>;
};

/** Promises and streams need a few turns of the event loop until everybody waits for time to pass. */
const quietTurns = 8;

/**
 * Runs a task in a time of its own, in milliseconds from 0. It passes only while everybody waits for it, so that
 * computing takes none, as if each buyer had a machine to himself, and a run is the same on any machine. `setTimeout` and
 * `Date` follow it too.
 */
export async function inSimulatedTime<Result>(task: (time: SimulatedTime) => Promise<Result>): Promise<Result> {
  let now = 0;
  let isOver = false;
  let outside: Promise<unknown> = Promise.resolve();

  const everybodyWaits = async () => {
    for (let quiet = 0; quiet < quietTurns; quiet += 1) {
      const before = outside;
      await before;
      await turn();
      if (outside !== before) quiet = -1;
    }
  };

  const pass = async () => {
    await everybodyWaits();
    while (!isOver) {
      now += 1;
      mock.timers.tick(1);
      await everybodyWaits();
    }
  };

  const time: SimulatedTime = {
    now: () => now,
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    outside(asked) {
      const done = outside.then(asked);
      outside = done.catch(() => undefined);
      return done;
    },
  };

  mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.now() });
  // Also for who imports it by name from "node:timers".
  syncBuiltinESMExports();
  try {
    const running = task(time).finally(() => {
      isOver = true;
    });
    const [result] = await Promise.all([running, pass()]);
    return result;
  } finally {
    mock.timers.reset();
    syncBuiltinESMExports();
  }
}
