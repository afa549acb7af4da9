import type { Failure } from "../support/suite.ts";

/** Something that MiniStack does otherwise than AWS, and the tests that show it. */
export type Gap = {
  /** What AWS does; what MiniStack does. */
  readonly reason: string;
  /** Which tests fail by it: file and name. */
  readonly tests: RegExp;
  /** How they fail; whoever fails otherwise is not excused. */
  readonly message: RegExp;
};

export type Verdict = {
  /** Failures that no gap explains. */
  readonly unexpected: readonly Failure[];
  /** Of each gap, how many failures it explains. */
  readonly explained: ReadonlyMap<Gap, number>;
  /** Gaps that nothing shows any more. */
  readonly closed: readonly Gap[];
};

/** Holds the failures of a run against the list of gaps. */
export function judge(failures: readonly Failure[], gaps: readonly Gap[]): Verdict {
  const explained = new Map<Gap, number>();
  const unexpected = failures.filter(({ file, test, message }) => {
    const gap = gaps.find((known) => known.tests.test(`${file} > ${test}`) && known.message.test(message));
    if (gap !== undefined) explained.set(gap, (explained.get(gap) ?? 0) + 1);
    return gap === undefined;
  });
  return { unexpected, explained, closed: gaps.filter((gap) => !explained.has(gap)) };
}
