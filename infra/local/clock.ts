import type { Cancel, Clock } from "./ports.ts";

/** The clock of a running stack: an operator may move it forward. */
export type MovableClock = Clock & {
  /**
   * Moves time forward. What became due runs at once, earliest first, each task seeing the new time: a rule that fires
   * every minute fires once after a jump of an hour, not sixty times.
   */
  advance(milliseconds: number): void;
  /** Milliseconds this clock is ahead of real time. */
  offset(): number;
  /** The offset in memory that worker threads read: one 64-bit count of milliseconds. */
  readonly sharedOffset: BigInt64Array;
  /** Drops every waiting task. */
  stop(): void;
};

type Timer = { readonly due: number; readonly task: () => void };

// A longer delay makes Node's setTimeout fire at once.
const longestTimeoutMilliseconds = 2_147_483_647;

/**
 * Real time plus an offset.
 *
 * @param onFailure told of what a task threw, which the other tasks and whoever moves the clock must not notice.
 * @param realNow milliseconds since the epoch; tests pass their own.
 */
export function createClock(onFailure: (error: unknown) => void, realNow: () => number = Date.now): MovableClock {
  const sharedOffset = new BigInt64Array(new SharedArrayBuffer(8));
  const offset = () => Number(Atomics.load(sharedOffset, 0));
  const now = () => realNow() + offset();
  let timers: Timer[] = [];
  let wakeUp: NodeJS.Timeout | undefined;

  function runDue(): void {
    // One moment for all: a task that becomes due meanwhile is the next run's, and what a task sets now is too.
    const at = now();
    const due = timers.filter((timer) => timer.due <= at);
    for (const timer of due) {
      // Another task may have canceled it.
      if (!timers.includes(timer)) continue;
      timers = timers.filter((other) => other !== timer);
      try {
        timer.task();
      } catch (error) {
        onFailure(error);
      }
    }
    arm();
  }

  function arm(): void {
    clearTimeout(wakeUp);
    const [next] = timers;
    if (next === undefined) return;
    wakeUp = setTimeout(runDue, Math.min(Math.max(0, next.due - now()), longestTimeoutMilliseconds));
  }

  function after(delayMilliseconds: number, task: () => void): Cancel {
    const timer = { due: now() + delayMilliseconds, task };
    const later = timers.findIndex((other) => other.due > timer.due);
    timers.splice(later === -1 ? timers.length : later, 0, timer);
    if (timers[0] === timer) arm();
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  }

  return {
    now,
    after,
    offset,
    sharedOffset,
    advance(milliseconds) {
      Atomics.add(sharedOffset, 0, BigInt(Math.round(milliseconds)));
      runDue();
    },
    stop() {
      timers = [];
      clearTimeout(wakeUp);
    },
  };
}
