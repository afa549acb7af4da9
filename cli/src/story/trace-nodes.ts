import type { Segment, Trace } from "./segment.ts";

export type StoryNode = {
  readonly title: string;
  /** Seconds since the epoch. */
  readonly startedAt: number;
  /** Undefined while it runs. */
  readonly endedAt: number | undefined;
  readonly isFailed: boolean;
  /** Whether it is a call of another service. */
  readonly isCall: boolean;
  readonly remarks: string[];
  readonly eventIds: string[];
  readonly children: StoryNode[];
};

/** The trees of one trace, and every node by the ids of the segments it stands for. */
export type TraceNodes = {
  readonly traceId: string;
  readonly roots: readonly StoryNode[];
  readonly byId: ReadonlyMap<string, StoryNode>;
};

/** A shorter wait for an environment is the runtime's own overhead. */
const toldWaitMilliseconds = 5;

/** Subsegments that only frame others: Lambda's own phases, and the handler's frame that Powertools opens. */
const frames = /^(Invocation|Overhead|Dwell time|Attempt #\d+|## .*\.handler)$/;

/**
 * Turns a trace's documents into trees: Lambda's two segments of one invocation become one node, frames give way to what
 * they hold, and records of other orders in the same batch are only counted.
 */
export function traceNodes(trace: Trace, orderId: string): TraceNodes {
  const byId = new Map<string, StoryNode>();
  const roots: StoryNode[] = [];
  const segments = trace.segments
    .filter(({ inferred: isInferred }) => isInferred !== true)
    .toSorted((one, other) => one.start_time - other.start_time);
  for (const segment of segments) if (!isFunctionOfService(segment, segments)) register(nodeOf(segment), segment);
  for (const segment of segments) attach(segment);

  function register(node: StoryNode, segment: Segment): StoryNode {
    byId.set(segment.id, node);
    for (const subsegment of segment.subsegments ?? []) addSubsegment(node, subsegment);
    return node;
  }

  function addSubsegment(parent: StoryNode, subsegment: Segment): void {
    const { name, annotations } = subsegment;
    const isOther = annotations?.orderId !== undefined && annotations.orderId !== orderId && !frames.test(name);
    if (isOther) countOther(parent);
    else if (name === "Initialization") remark(parent, `cold start ${Math.round(millisecondsOf(subsegment))} ms`);
    else if (frames.test(name)) {
      noteFailure(parent, subsegment);
      register(parent, subsegment);
    } else {
      const node = nodeOf(subsegment);
      parent.children.push(node);
      if (annotations?.eventId !== undefined) node.eventIds.push(String(annotations.eventId));
      register(node, subsegment);
    }
  }

  function attach(segment: Segment): void {
    const parent = byId.get(segment.parent_id ?? "");
    const node = byId.get(segment.id);
    if (node !== undefined) {
      if (parent === undefined) roots.push(node);
      else parent.children.push(node);
      return;
    }
    // The function's segment: the invocation's node already stands for the service's one.
    if (parent === undefined) return;
    noteFailure(parent, segment);
    register(parent, segment);
  }
  return { traceId: trace.id, roots, byId };
}

function isFunctionOfService({ origin, parent_id: parentId, name }: Segment, segments: readonly Segment[]): boolean {
  if (origin !== "AWS::Lambda::Function") return false;
  return segments.some((other) => other.id === parentId && other.origin === "AWS::Lambda" && other.name === name);
}

function nodeOf(segment: Segment): StoryNode {
  const { start_time: startedAt, end_time: endedAt, annotations } = segment;
  const isFailed = segment.fault === true || segment.error === true || segment.throttle === true;
  const node: StoryNode = {
    title: titleOf(segment),
    startedAt,
    endedAt,
    isFailed,
    isCall: segment.namespace !== undefined,
    remarks: [],
    eventIds: [],
    children: [],
  };
  const waited = Number(annotations?.waitedMilliseconds ?? 0);
  if (waited >= toldWaitMilliseconds) remark(node, `waited ${waited} ms for an environment`);
  if (endedAt === undefined) remark(node, "not ended");
  noteFailure(node, segment);
  return node;
}

function noteFailure(node: StoryNode, { fault: isFault, error: isError, throttle: isThrottled, cause }: Segment): void {
  const kind = isThrottled ? "throttled" : isFault ? "fault" : isError ? "error" : undefined;
  if (kind === undefined) return;
  const { type, message } = (typeof cause === "object" ? cause.exceptions?.[0] : undefined) ?? {};
  remark(
    node,
    [kind, [type, message].filter((part) => part !== undefined).join(": ")].filter((part) => part !== "").join(" "),
  );
}

function remark({ remarks }: StoryNode, text: string): void {
  if (!remarks.includes(text)) remarks.push(text);
}

function countOther(parent: StoryNode): void {
  const index = parent.remarks.findIndex((text) => text.endsWith("of other orders"));
  const count = index === -1 ? 1 : Number.parseInt(parent.remarks[index] ?? "0", 10) + 1;
  if (index !== -1) parent.remarks.splice(index, 1);
  parent.remarks.push(`${count} ${count === 1 ? "record" : "records"} of other orders`);
}

function titleOf({ name, namespace, aws, http, origin }: Segment): string {
  const { method, url } = http?.request ?? {};
  const status = http?.response?.status;
  if (origin?.startsWith("AWS::ApiGateway") && method !== undefined && url !== undefined) {
    return `${method} ${URL.parse(url)?.pathname ?? url} ${status ?? ""} · ${name}`;
  }
  if (namespace === "aws") return [name, aws?.operation, targetOf(aws)].filter((part) => part !== undefined).join(" ");
  if (method !== undefined && url !== undefined) return `${name} ${method} ${url} ${status ?? ""}`;
  return name.replace(/^#+ /, "");
}

/** What the call went to, as the X-Ray SDK notes it; of URLs and ARNs the name at the end. */
function targetOf(aws: Segment["aws"]): string | undefined {
  const target = aws?.table_name ?? aws?.queue_url ?? aws?.topic_arn ?? aws?.function_name ?? aws?.secret_id;
  return target === undefined ? undefined : String(target).split(/[/:]/).at(-1);
}

function millisecondsOf({ start_time: start, end_time: end = start }: Segment): number {
  return (end - start) * 1000;
}
