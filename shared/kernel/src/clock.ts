/** The one source of time in product code. Decisions receive its value; they never ask. */
export type Now = () => Date;

/** Milliseconds are kept, the zone is always UTC (ISO 8601). */
export function isoTime(at: Date): string {
  return at.toISOString();
}

/** `at` and so many seconds; a negative number is before it. */
export function secondsAfter(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}

/** Epoch seconds, the only form DynamoDB's TTL understands. */
export function epochSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
