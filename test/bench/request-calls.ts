import { randomBytes } from "node:crypto";
import { BatchGetTracesCommand, type XRayClient } from "@aws-sdk/client-xray";
import { eventually } from "../../cli/src/eventually.ts";

/** A segment or subsegment, as far as calls are counted from it. */
export type Segment = {
  readonly id: string;
  readonly parent_id?: string;
  readonly name: string;
  readonly origin?: string;
  readonly start_time: number;
  /** Absent while it runs. */
  readonly end_time?: number;
  readonly aws?: { readonly operation?: string };
  readonly subsegments?: readonly Segment[];
};

/** One call of DynamoDB, in seconds since the epoch. */
export type Call = { readonly operation: string; readonly startedAt: number; readonly endedAt: number };

/** A new trace, for a request of its own. */
export function newTraceId(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1_000).toString(16);
  return `1-${seconds.padStart(8, "0")}-${randomBytes(12).toString("hex")}`;
}

/**
 * What the functions that the gateway itself called asked of DynamoDB, by their beginnings; what other functions did
 * later is not its caller's to wait for. Undefined until their segments have come whole.
 */
export function callsOfRequest(segments: readonly Segment[]): readonly Call[] | undefined {
  function childrenOf(parent: Segment): readonly Segment[] {
    return segments.filter((each) => each.parent_id === parent.id);
  }
  // Of each invocation Lambda writes two segments: its own, and under it the function's.
  const invocations = segments.filter(({ origin }) => origin === "AWS::ApiGateway::Stage").flatMap(childrenOf);
  const functions = invocations
    .flatMap(childrenOf)
    .filter(({ origin, subsegments = [] }) => origin === "AWS::Lambda::Function" && subsegments.length > 0);
  const inner = functions.flatMap(withInner);
  const isWhole = functions.length > 0 && functions.length === invocations.length;
  if (!isWhole || inner.some(({ end_time: end }) => end === undefined)) return undefined;
  return inner
    .filter(({ name }) => name === "DynamoDB")
    .map(({ aws, start_time: startedAt, end_time: endedAt = startedAt }) => ({
      operation: aws?.operation ?? "",
      startedAt,
      endedAt,
    }))
    .toSorted((one, other) => one.startedAt - other.startedAt);
}

function withInner(segment: Segment): readonly Segment[] {
  return [segment, ...(segment.subsegments ?? []).flatMap(withInner)];
}

/**
 * Calls, given by their beginnings, in the round trips they make: whatever begins before the first call of a round trip
 * has ended belongs to it. There are as many as are waited for one after the other.
 */
export function roundTripsOf(calls: readonly Call[]): readonly (readonly Call[])[] {
  const trips: Call[][] = [];
  let firstEnd = Number.NEGATIVE_INFINITY;
  for (const call of calls) {
    if (call.startedAt < firstEnd) {
      trips.at(-1)?.push(call);
      firstEnd = Math.min(firstEnd, call.endedAt);
    } else {
      trips.push([call]);
      firstEnd = call.endedAt;
    }
  }
  return trips;
}

/** What the request of a trace asked of DynamoDB, once the trace has come. */
export function readCalls(xray: XRayClient, traceId: string): Promise<readonly Call[]> {
  return eventually(`the trace ${traceId}`, async () => {
    const { Traces = [] } = await xray.send(new BatchGetTracesCommand({ TraceIds: [traceId] }));
    const documents = Traces.flatMap(({ Segments = [] }) => Segments);
    return callsOfRequest(documents.map(({ Document = "{}" }) => JSON.parse(Document) as Segment));
  });
}
