import { createSocket } from "node:dgram";
import * as z from "zod";
import { type AwsApi, type AwsCall, AwsError, type Clock, type Part, type Service, type Traces } from "../ports.ts";
import { compileFilter } from "./trace-filter.ts";
import {
  compiledSegments,
  createTraceStore,
  type SegmentDocument,
  type StoredTrace,
  type TraceStore,
} from "./trace-store.ts";

export const xRay = {
  source: "X-Ray Developer Guide",
  // Every request is sampled here, which is a superset of what the rules take.
  types: { "AWS::XRay::SamplingRule": { model: "observation/traces.ts", supports: ["SamplingRule"] } },
  create: createTraces,
} satisfies Service;

export type LocalTraces = Traces &
  Part & {
    /** `127.0.0.1:<port>` of the daemon's socket, once started: the functions' AWS_XRAY_DAEMON_ADDRESS. */
    daemonAddress(): string;
  };

type Response = Readonly<Record<string, unknown>>;

const maximumTraceIds = 5;
const pageSize = 100;

/**
 * X-Ray: takes segment documents from the parts and from the daemon's UDP socket, and answers
 * `GetTraceSummaries` and `BatchGetTraces`. Every request is sampled; the oldest traces are dropped for room.
 * Sources: X-Ray API Reference; X-Ray Developer Guide, "Sending trace data to X-Ray" (the daemon's datagrams).
 */
export function createTraces(clock: Clock): LocalTraces {
  const store = createTraceStore();
  const socket = createSocket("udp4");
  socket.on("message", (datagram) => {
    // A datagram is anybody's text, and nobody waits for an answer: what is no segment is dropped, as by the daemon.
    try {
      recordText(store, datagramDocument(datagram.toString("utf8")));
    } catch {}
  });
  // The next datagram comes whatever became of this one.
  socket.on("error", () => undefined);

  const operations: AwsApi["operations"] = {
    GetTraceSummaries: async ({ input }) => summaries(store, input, clock.now()),
    BatchGetTraces: async ({ input }) => batch(store, input),
  };
  return {
    apis: [{ service: "xray", operations }],
    record: (document) => store.record(document as SegmentDocument),
    daemonAddress() {
      const { address, port } = socket.address();
      return `${address}:${port}`;
    },
    start: () =>
      new Promise((resolve, reject) => {
        socket.once("error", reject);
        socket.bind({ address: "127.0.0.1", port: 0 }, resolve);
      }),
    stop: () =>
      new Promise((resolve) => {
        socket.close(resolve);
      }),
  };
}

/** A datagram is the header line and the document. */
function datagramDocument(datagram: string): string {
  const [header = "", ...rest] = datagram.split("\n");
  const { format, version } = JSON.parse(header) as { format: string; version: number };
  if (format !== "json" || version !== 1) throw new Error(`the header ${header} is not the daemon's`);
  return rest.join("\n");
}

/** What is read of a document once it is stored; a wrong value here would break every answer about its trace. */
const segmentDocument = z.object({
  id: z.string(),
  trace_id: z.string(),
  parent_id: z.string().optional(),
  name: z.string(),
  start_time: z.number(),
  end_time: z.number().optional(),
  annotations: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  http: z.object({ request: z.looseObject({}).optional(), response: z.looseObject({}).optional() }).optional(),
  get subsegments() {
    return z.array(segmentDocument.omit({ trace_id: true })).optional();
  },
});

function recordText(store: TraceStore, text: string): void {
  const document: unknown = JSON.parse(text);
  segmentDocument.parse(document);
  store.record(document as SegmentDocument, text);
}

function batch(store: TraceStore, { TraceIds }: AwsCall["input"]): Response {
  const ids = (TraceIds ?? []) as readonly string[];
  if (ids.length > maximumTraceIds)
    throw new AwsError("InvalidRequestException", `At most ${maximumTraceIds} trace ids can be asked for at once.`);
  const found = ids.map((id) => store.get(id)).filter((trace) => trace !== undefined);
  const traces = found.map((trace) => {
    const segments = compiledSegments(trace);
    const { start, end } = extent(segments);
    return {
      Id: trace.id,
      Duration: end - start,
      LimitExceeded: false,
      Segments: segments.map((segment) => ({ Id: segment.id, Document: JSON.stringify(segment) })),
    };
  });
  return { Traces: traces, UnprocessedTraceIds: ids.filter((id) => store.get(id) === undefined) };
}

function summaries(store: TraceStore, input: AwsCall["input"], now: number): Response {
  const { StartTime, EndTime, FilterExpression, NextToken } = input;
  if (typeof StartTime !== "number" || typeof EndTime !== "number")
    throw new AwsError("InvalidRequestException", "StartTime and EndTime are required.");
  if (EndTime < StartTime) throw new AwsError("InvalidRequestException", "EndTime is before StartTime.");
  const matches = compileFilter(FilterExpression as string | undefined);
  const found = [...store.all()].filter(
    (trace) => trace.startedAt >= Math.floor(StartTime) && trace.startedAt <= EndTime && matches(trace),
  );
  const from = NextToken === undefined ? 0 : Number(NextToken);
  if (!Number.isInteger(from))
    throw new AwsError("InvalidRequestException", "NextToken is not one of this operation's.");
  const next = from + pageSize;
  return {
    TraceSummaries: found.slice(from, next).map(summary),
    ApproximateTime: now / 1000,
    TracesProcessedCount: found.length,
    ...(next < found.length ? { NextToken: String(next) } : {}),
  };
}

function summary(trace: StoredTrace): Response {
  const segments = compiledSegments(trace);
  const { start, end } = extent(segments);
  const root = segments.find(({ parent_id: parent }) => parent === undefined) ?? segments[0];
  const { method, url } = root?.http?.request ?? {};
  const annotations = [...trace.annotations].map(([key, values]) => [
    key,
    [...values].map((value) => ({ AnnotationValue: annotationValue(value) })),
  ]);
  return {
    Id: trace.id,
    StartTime: start,
    Duration: end - start,
    ResponseTime: (root?.end_time ?? end) - (root?.start_time ?? start),
    HasFault: root?.fault === true,
    HasError: root?.error === true,
    HasThrottle: segments.some(({ throttle }) => throttle === true),
    IsPartial: segments.some(({ in_progress: isRunning }) => isRunning === true),
    Http: root?.http === undefined ? {} : { HttpMethod: method, HttpURL: url, HttpStatus: root.http.response?.status },
    Annotations: Object.fromEntries(annotations),
    ServiceIds: segments.map(({ name, origin }) => ({ Name: name, Names: [name], Type: origin })),
  };
}

function annotationValue(value: string | number | boolean): Response {
  if (typeof value === "number") return { NumberValue: value };
  return typeof value === "boolean" ? { BooleanValue: value } : { StringValue: value };
}

/** In seconds: from the earliest start to the last end. */
function extent(segments: readonly SegmentDocument[]): { readonly start: number; readonly end: number } {
  return {
    start: Math.min(...segments.map(({ start_time: start }) => start)),
    end: Math.max(...segments.map(({ start_time: start, end_time: end }) => end ?? start)),
  };
}
