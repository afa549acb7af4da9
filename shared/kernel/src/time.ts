/** RFC 3339 §5.6, date-time: date, time of day, fraction of a second and zone, in parts. */
const dateTime = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/i;
const utcLength = "2026-11-23T09:30:00.000Z".length;
const withoutZone = /^\d{4}-\d\d-\d\d(?:T[\d:.]+)?$/i;

/** A time in UTC with milliseconds, as everything here keeps it, or why a text is none. */
export type ReadTime =
  | { readonly utc: string; readonly fault?: never }
  | { readonly utc?: never; readonly fault: string };

function startOfDay(year: number, month: number, day: number): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date;
}

function isLastOfMonth(at: Date): boolean {
  return new Date(at.getTime() + 86_400_000).getUTCDate() === 1;
}

/** Whether a text is in the form that it would be read into: most are, because we wrote them. */
function isRead(text: string): boolean {
  const time = text.length === utcLength ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}

/**
 * Reads a time as RFC 3339 writes it, with any offset and any fraction of a second: `2026-11-23T10:30:00+01:00` is
 * `2026-11-23T09:30:00.000Z`. Digits after the milliseconds are cut off, so that nothing begins in a later second. A leap
 * second, 23:59:60 UTC at the end of a month (§5.7), is the second after it, as in POSIX time.
 */
export function readTime(text: string): ReadTime {
  if (isRead(text)) return { utc: text };
  const parts = dateTime.exec(text);
  if (parts === null) {
    return withoutZone.test(text)
      ? { fault: "says no zone: end it with Z, or with an offset like +01:00" }
      : { fault: "is not a time as RFC 3339 writes it: 2026-11-23T09:30:00Z" };
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const [fraction = "", sign, offsetHours, offsetMinutes] = parts.slice(7);
  const date = startOfDay(year, month, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    return { fault: `names a day that does not exist: ${text.slice(0, 10)}` };
  }
  if (hour > 23 || minute > 59 || second > 60) {
    return { fault: `names a time of day that does not exist: ${text.slice(11, 19)}` };
  }
  if (Number(offsetHours ?? 0) > 23 || Number(offsetMinutes ?? 0) > 59) {
    return { fault: `names an offset that does not exist: ${text.slice(-6)}` };
  }
  const offset = (sign === "-" ? -1 : 1) * (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0));
  const start = new Date(date.getTime() + ((hour * 60 + minute - offset) * 60 + Math.min(second, 59)) * 1000);
  const isLeapSecond = start.toISOString().endsWith("T23:59:59.000Z") && isLastOfMonth(start);
  if (second === 60 && !isLeapSecond) return { fault: "names a leap second where there is none" };
  const milliseconds = second === 60 ? 1000 : Number(fraction.slice(0, 3).padEnd(3, "0"));
  const utc = new Date(start.getTime() + milliseconds).toISOString();
  return /^\d{4}-/.test(utc) ? { utc } : { fault: "is not within the years 0000 to 9999 in UTC" };
}
