/**
 * The trace header, and the two segments Lambda itself writes for an invocation. Source: "AWS X-Ray segment documents" and
 * "Tracing header" in the X-Ray developer guide; "Visualize Lambda function invocations using X-Ray" for the two segments.
 */
import { randomBytes } from "node:crypto";
import type { ErrorReport } from "./messages.ts";

export type TraceHeader = { readonly root: string; readonly parent: string | undefined };

/** The one form that X-Ray and the readers of its header in every language share: lower case, the start in seconds. */
const traceIdPattern = /^1-([0-9a-f]{8})-[0-9a-f]{24}$/;
const segmentIdPattern = /^[0-9a-f]{16}$/;

/** Seconds since the epoch at which a trace began, by its id; undefined where that is none. */
export function traceStartOf(traceId: string): number | undefined {
  const [, seconds] = traceIdPattern.exec(traceId) ?? [];
  return seconds === undefined ? undefined : Number.parseInt(seconds, 16);
}

export function isSegmentId(id: string): boolean {
  return segmentIdPattern.test(id);
}

/**
 * Reads `Root=…;Parent=…;Sampled=…` as anybody may have sent it. Without a valid root a new trace begins, an invalid
 * parent is dropped, and whether the caller wants its call sampled does not matter: all are.
 */
export function parseTraceHeader(header: string | undefined, nowMilliseconds: number): TraceHeader {
  const fields = new Map(
    (header ?? "").split(";").map((field) => {
      const [name = "", value = ""] = field.trim().split("=", 2);
      return [name, value] as const;
    }),
  );
  const { Root: root = "", Parent: parent = "" } = Object.fromEntries(fields);
  if (traceStartOf(root) === undefined) return { root: newTraceId(nowMilliseconds), parent: undefined };
  return { root, parent: isSegmentId(parent) ? parent : undefined };
}

export function formatTraceHeader(root: string, parent: string): string {
  return `Root=${root};Parent=${parent};Sampled=1`;
}

/** `1-<seconds in hex>-<24 hex digits>`. */
function newTraceId(nowMilliseconds: number): string {
  const seconds = Math.floor(nowMilliseconds / 1_000)
    .toString(16)
    .padStart(8, "0");
  return `1-${seconds}-${randomBytes(12).toString("hex")}`;
}

export function newSegmentId(): string {
  return randomBytes(8).toString("hex");
}

export type InvocationTrace = {
  readonly header: TraceHeader;
  /** Id of `AWS::Lambda`, the service's view: begins when the call arrives. */
  readonly serviceSegmentId: string;
  /** Id of `AWS::Lambda::Function`: the handler's subsegments hang under it. */
  readonly functionSegmentId: string;
  readonly links: readonly string[];
};

export type InvocationTimes = {
  /** Milliseconds since the epoch, by the runtime's clock. */
  readonly arrivedAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly waitedMilliseconds: number;
  /** Set for the first invocation of an environment. */
  readonly initMilliseconds?: number;
};

export type Ending = { readonly error?: ErrorReport; readonly throttled?: boolean };

/** The segment documents of one invocation, ready for X-Ray. */
export function invocationSegments(
  of: { readonly name: string; readonly arn: string; readonly requestId: string },
  trace: InvocationTrace,
  times: InvocationTimes,
  ending: Ending,
): Record<string, unknown>[] {
  const common = { name: of.name, trace_id: trace.header.root, resource_arn: of.arn };
  const flags = ending.throttled ? { error: true, throttle: true } : ending.error ? { fault: true } : {};
  const service = {
    ...common,
    ...flags,
    id: trace.serviceSegmentId,
    ...(trace.header.parent === undefined ? {} : { parent_id: trace.header.parent }),
    ...(trace.links.length === 0
      ? {}
      : {
          links: trace.links.map((id) => ({
            trace_id: id,
            attributes: { "aws.xray.reserved.reference_type": "parent" },
          })),
        }),
    origin: "AWS::Lambda",
    start_time: times.arrivedAt / 1_000,
    end_time: times.endedAt / 1_000,
    http: { response: { status: ending.throttled ? 429 : 200 } },
    aws: { request_id: of.requestId },
    annotations: {
      ColdStart: times.initMilliseconds !== undefined,
      ...(times.waitedMilliseconds < 1 ? {} : { waitedMilliseconds: Math.round(times.waitedMilliseconds) }),
    },
  };
  if (ending.throttled) return [service];
  const ownSegment = {
    ...common,
    ...flags,
    id: trace.functionSegmentId,
    parent_id: trace.serviceSegmentId,
    origin: "AWS::Lambda::Function",
    start_time: (times.startedAt - (times.initMilliseconds ?? 0)) / 1_000,
    end_time: times.endedAt / 1_000,
    aws: { request_id: of.requestId, function_arn: of.arn },
    ...(ending.error === undefined ? {} : { cause: cause(ending.error) }),
    ...(times.initMilliseconds === undefined
      ? {}
      : { subsegments: [initialization(times.startedAt, times.initMilliseconds)] }),
  };
  return [service, ownSegment];
}

function initialization(startedAt: number, initMilliseconds: number): Record<string, unknown> {
  return {
    id: newSegmentId(),
    name: "Initialization",
    start_time: (startedAt - initMilliseconds) / 1_000,
    end_time: startedAt / 1_000,
  };
}

function cause(error: ErrorReport): Record<string, unknown> {
  return { exceptions: [{ id: newSegmentId(), type: error.errorType, message: error.errorMessage }] };
}
