import { grouped, lasting } from "../progress.ts";
import type { Progress } from "./import-file.ts";
import { type Counts, rowsIn } from "./results.ts";

/** How far an import is, on one line: `1,200 rows, 340 rows/s, 3 failed, 25 s left`. */
export function progressLine({ counts, sent, left }: Progress, seconds: number): string {
  const speed = sent / Math.max(seconds, 0.001);
  const words = [`${grouped(rowsIn(counts))} rows`, `${grouped(speed)} rows/s`, `${counts.failed} failed`];
  return [...words, ...(speed > 0 ? [`${lasting(left / speed)} left`] : [])].join(", ");
}

export function summary({ created, updated, unchanged, failed }: Counts, dryRun: boolean): string {
  const lead = dryRun ? "Nothing was written. It would be: " : "";
  return `${lead}${created} created, ${updated} updated, ${unchanged} unchanged, ${failed} failed`;
}
