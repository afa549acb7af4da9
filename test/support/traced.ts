import { tracer } from "@millrace/lambda/observability";
import { vi } from "vitest";

type Segment = NonNullable<ReturnType<typeof tracer.getSegment>>;

/** What a test wants to know of a segment: its name, annotations, whether it failed, and everything in it as text. */
export type TracedSegment = {
  readonly name: string;
  readonly annotations: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
  readonly text: string;
  readonly inner: readonly TracedSegment[];
};

type Open = {
  readonly name: string;
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly metadata?: unknown;
  readonly cause?: unknown;
  readonly fault?: boolean;
  readonly error?: boolean;
  readonly subsegments?: readonly Open[];
};

function shown({ name, annotations = {}, metadata, cause, fault, error, subsegments = [] }: Open): TracedSegment {
  return {
    name,
    annotations,
    failed: fault === true || error === true,
    text: JSON.stringify({ annotations, metadata, cause }),
    inner: subsegments.map(shown),
  };
}

/**
 * Runs a function's chain as if Lambda traced it, and answers the segments below Lambda's own. Ends with
 * `vi.restoreAllMocks()`.
 */
export async function traced(run: () => Promise<unknown>): Promise<readonly TracedSegment[]> {
  // A tracer that is off gives a segment that goes nowhere: here it stands for Lambda's.
  const facade = tracer.getSegment() as Segment;
  let current: Segment = facade;
  vi.spyOn(tracer, "isTracingEnabled").mockReturnValue(true);
  vi.spyOn(tracer, "getSegment").mockImplementation(() => current);
  vi.spyOn(tracer, "setSegment").mockImplementation((segment) => {
    current = segment;
  });
  vi.spyOn(tracer, "putAnnotation").mockImplementation((name, value) => current.addAnnotation(name, value));
  await run();
  return shown(facade as unknown as Open).inner;
}
