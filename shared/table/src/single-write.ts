import { outageOf } from "@millrace/kernel/outage";
import { Busy } from "@millrace/kernel/refusals";
import { jittered, type Pause } from "./pause.ts";

/** 1.2 s of pauses at the most: longer than any queue at an item that takes a thousand writes a second. */
const maxAttempts = 24;
const backOff = jittered({ firstMilliseconds: 5, longestMilliseconds: 60 });

/** What DynamoDB calls the ways in which a single write is refused, in the error itself or in what caused it. */
function nameIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const names = [error.name, error.cause instanceof Error ? error.cause.name : ""];
  return names.find((name) => name === "ConditionalCheckFailedException" || name === "TransactionConflictException");
}

/**
 * Makes one conditional write of an item that many write to at once: `singleWrite(() => entity.patch(key).add(…).where(…)
 * .go())`. Single writes of one item wait for each other inside DynamoDB, about 1,000 a second, where transactions would
 * cancel each other. Only a transaction in flight at the item refuses it; then it is tried again, with jitter.
 *
 * A client repeats it after a lost answer, so what it adds up may be added twice: whoever adds must be able to find that.
 *
 * @returns what the write answers; undefined where its condition failed, or where the item takes no more writes at the
 *   moment: then whoever wanted it looks again, for reads go on, and what many want may be gone
 * @throws Busy when transactions were in its way at each attempt
 */
export async function singleWrite<Result>(
  write: () => Promise<Result>,
  pause: Pause = backOff,
): Promise<Result | undefined> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    if (attempt > 0) await pause(attempt - 1);
    try {
      return await write();
    } catch (error) {
      const name = nameIn(error);
      if (name === "ConditionalCheckFailedException" || outageOf(error) === "throttled") return undefined;
      if (name !== "TransactionConflictException") throw error;
    }
  }
  throw Busy();
}
