import type { Clock, Logs } from "../ports.ts";

/** A clock that only a test moves; timers run in order as time passes them. */
export function aClock(startMilliseconds = 1_790_000_000_000): Clock & { advance(milliseconds: number): void } {
  let now = startMilliseconds;
  let timers: { readonly at: number; readonly task: () => void }[] = [];
  return {
    now: () => now,
    after(delayMilliseconds, task) {
      const timer = { at: now + delayMilliseconds, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at);
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        now = next.at;
        next.task();
      }
      now = end;
    },
  };
}

export function someLogs(): Logs {
  const listeners: Parameters<Logs["subscribe"]>[0][] = [];
  return {
    write: (logGroup, message) => {
      for (const listener of listeners) listener(logGroup, message, 0);
    },
    subscribe: (listener) => {
      listeners.push(listener);
    },
  };
}
