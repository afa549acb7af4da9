import { setTimeout as pause } from "node:timers/promises";

const pauseMilliseconds = 25;

/**
 * Asks again until there is an answer, for what happens in its own time; fails at the deadline, saying what for. The
 * deadline is longer than a queue's visibility timeout: a message may have to come a second time.
 */
export async function eventually<Result>(
  what: string,
  ask: () => Promise<Result | undefined>,
  deadlineMilliseconds = 240_000,
): Promise<Result> {
  const deadline = Date.now() + deadlineMilliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${deadlineMilliseconds / 1000} s in vain for ${what}.`);
    await pause(pauseMilliseconds);
  }
}
