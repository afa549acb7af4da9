/** A seeded shop has the same past whenever it is made, or a second run would make other items. */
export const openedAt = new Date("2026-01-05T08:00:00.000Z");
/** By then everything is in stock and published. */
const firstOrderAt = new Date("2026-02-02T08:00:00.000Z");

/** Orders come in all day and night. */
const secondsBetweenOrders = 90;

export function minutesAfter(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000);
}

export function orderedAt(number: number): Date {
  return new Date(firstOrderAt.getTime() + number * secondsBetweenOrders * 1_000);
}
