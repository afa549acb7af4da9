import type { FileResult } from "../support/suite.ts";
import { type Gap, judge } from "./judge.ts";

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** One file's result, for people who watch. */
export function lineOf({ file, seconds, passed, failures }: FileResult): string {
  return `  ${file}: ${passed} passed, ${failures.length} failed (${seconds} s)`;
}

/**
 * Prints what came of a run, and answers whether it is what the list of gaps says.
 *
 * @param filesNotRun and why
 */
export function report(
  results: readonly FileResult[],
  gaps: readonly Gap[],
  filesNotRun: Readonly<Record<string, string>>,
): boolean {
  const failures = results.flatMap((result) => result.failures);
  const { unexpected, explained, closed } = judge(failures, gaps);
  for (const gap of gaps) console.log(`\nA gap, shown by ${explained.get(gap) ?? 0}: ${gap.reason}`);
  for (const [file, reason] of Object.entries(filesNotRun)) console.log(`\nNot run, ${file}: ${reason}`);
  for (const { reason } of closed) console.log(`\nNo test shows this gap any more, take it off the list: ${reason}`);
  for (const { file, test, message } of unexpected) console.log(`\nFAILED ${file} > ${test}\n  ${message}`);
  const passed = sum(results.map((result) => result.passed));
  const skipped = sum(results.map((result) => result.skipped));
  const listed = failures.length - unexpected.length;
  console.log(
    `\n${passed} passed, ${listed} failed by a listed gap, ${unexpected.length} failed, ${skipped} skipped, ${Object.keys(filesNotRun).length} files not run.`,
  );
  return passed > 0 && unexpected.length === 0 && closed.length === 0 && skipped === 0;
}
