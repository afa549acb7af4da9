import { Logger } from "@aws-lambda-powertools/logger";
import { Tracer } from "@aws-lambda-powertools/tracer";

/** One for each environment, named by POWERTOOLS_SERVICE_NAME, which the deployment sets. */
export const logger = new Logger();
/** One for each environment, named likewise. */
export const tracer = new Tracer({ captureHTTPsRequests: false });

/** Ids by which a story is found: on the current segment, searchable, and in every further log line. */
export function annotate(ids: Readonly<Record<string, string>>): void {
  logger.appendKeys(ids);
  for (const [name, value] of Object.entries(ids)) tracer.putAnnotation(name, value);
}

/**
 * Runs `task` in a subsegment of its own, so that each record of a batch bears its own annotations and failure.
 *
 * @throws what `task` throws
 */
export async function inSubsegment<Result>(name: string, task: () => Promise<Result>): Promise<Result> {
  const parent = tracer.getSegment();
  const subsegment = parent?.addNewSubsegment(name);
  if (parent === undefined || subsegment === undefined) return task();
  tracer.setSegment(subsegment);
  try {
    return await task();
  } catch (error) {
    if (error instanceof Error) subsegment.addError(error, true);
    throw error;
  } finally {
    subsegment.close();
    tracer.setSegment(parent);
  }
}

/** Leaves a closed subsegment of its own for each of many things done at once, so that every story has its mark. */
export function mark(name: string, ids: Readonly<Record<string, string>>): void {
  const subsegment = tracer.getSegment()?.addNewSubsegment(name);
  for (const [key, value] of Object.entries(ids)) subsegment?.addAnnotation(key, value);
  subsegment?.close();
}

/**
 * The running trace as a header, so that whoever reads it later can go on under the current segment; undefined outside of
 * a trace.
 */
export function currentTraceHeader(): string | undefined {
  const root = tracer.getRootXrayTraceId();
  const segment = tracer.getSegment();
  if (root === undefined || segment === undefined) return undefined;
  return `Root=${root};Parent=${segment.id};Sampled=${tracer.isTraceSampled() ? 1 : 0}`;
}

/**
 * The same header in W3C form (https://www.w3.org/TR/trace-context/): `1-5759e988-bd862e3fe1be46a994272793` and its
 * parent become `00-5759e988bd862e3fe1be46a994272793-…-01`. Undefined for a header of another form.
 */
export function traceparentOf(traceHeader: string): string | undefined {
  const [, epoch, rest, parent, sampled] =
    /^Root=1-([0-9a-f]{8})-([0-9a-f]{24});Parent=([0-9a-f]{16});Sampled=([01])/.exec(traceHeader) ?? [];
  return parent === undefined ? undefined : `00-${epoch}${rest}-${parent}-0${sampled}`;
}
