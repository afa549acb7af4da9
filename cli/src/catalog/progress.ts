import type { Progress } from "./import-file.ts";
import { type Counts, rowsIn } from "./results.ts";

const clock = (seconds: number): string => {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.round(seconds % 60)];
  return `${minutes}:${String(rest).padStart(2, "0")}`;
};

/** How far an import is, on one line: `1,200 rows, 340 rows/s, 3 failed, 0:25 to go`. */
export const progressLine = ({ counts, sent, left }: Progress, seconds: number): string => {
  const speed = sent / Math.max(seconds, 0.001);
  const words = [
    `${rowsIn(counts).toLocaleString("en")} rows`,
    `${Math.round(speed)} rows/s`,
    `${counts.failed} failed`,
  ];
  return [...words, ...(speed > 0 ? [`${clock(left / speed)} to go`] : [])].join(", ");
};

export const summary = ({ created, updated, unchanged, failed }: Counts, dryRun: boolean): string => {
  const lead = dryRun ? "Nothing was written. It would be: " : "";
  return `${lead}${created} created, ${updated} updated, ${unchanged} unchanged, ${failed} failed`;
};
