/** The one source of time in product code. Decisions receive its value; they never ask. */
export type Now = () => Date;

/** Milliseconds are kept, the zone is always UTC (ISO 8601). */
export const isoTime = (at: Date): string => at.toISOString();

export const secondsAfter = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);

/** Epoch seconds, the only form DynamoDB's TTL understands. */
export const epochSeconds = (at: Date): number => Math.floor(at.getTime() / 1000);
