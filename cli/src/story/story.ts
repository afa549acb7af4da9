import { fanOutOf, type ToldFact } from "./fan-out.ts";
import { annotated, parentLinks, type Trace } from "./segment.ts";
import { type StoryNode, type TraceNodes, traceNodes } from "./trace-nodes.ts";

export type Story = {
  readonly orderId: string;
  readonly traces: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly roots: readonly StoryNode[];
  readonly facts: readonly ToldFact[];
};

/**
 * Puts the traces of an order together into one tree. A trace stands below the one it links to. The relay's trace links
 * to none (the stream carries no trace): it stands below the call whose fact it carried, which the consumers know by the
 * same `eventId`, and they stand below it.
 */
export function storyOf(orderId: string, traces: readonly Trace[]): Story {
  const ordered = traces
    .filter(({ segments }) => segments.length > 0)
    .toSorted((one, other) => startOf(one) - startOf(other));
  const nodes = new Map(ordered.map((trace) => [trace.id, traceNodes(trace, orderId)]));
  const rootsOf = ({ id }: Trace): readonly StoryNode[] => nodes.get(id)?.roots ?? [];
  const linked = ordered.filter((trace) => parentOf(trace, nodes) !== undefined);
  const unlinked = ordered.filter((trace) => parentOf(trace, nodes) === undefined);
  const roots = unlinked.filter(isCall).flatMap(rootsOf);

  for (const trace of unlinked.filter((candidate) => !isCall(candidate))) {
    const eventIds = eventIdsOf(trace, orderId);
    const consumer = linked.find((candidate) => share(eventIds, eventIdsOf(candidate, orderId)));
    const writer = consumer === undefined ? latestBefore(roots, startOf(trace)) : parentOf(consumer, nodes)?.root;
    if (writer === undefined) roots.push(...rootsOf(trace));
    else hang(writer, rootsOf(trace));
  }
  const carriers = unlinked.flatMap(rootsOf).flatMap(withEventIds);
  for (const trace of linked) {
    const eventIds = eventIdsOf(trace, orderId);
    const carrier = carriers.find((candidate) => share(new Set(candidate.eventIds), eventIds));
    const parent = carrier ?? parentOf(trace, nodes)?.node;
    if (parent !== undefined) hang(parent, rootsOf(trace));
  }
  for (const root of roots) sortChildren(root);
  const ends = ordered.flatMap(({ segments }) => segments.map(({ start_time: start, end_time: end }) => end ?? start));
  return {
    orderId,
    traces: ordered.length,
    startedAt: Math.min(...ordered.map(startOf)),
    endedAt: Math.max(...ends),
    roots: roots.toSorted((one, other) => one.startedAt - other.startedAt),
    facts: fanOutOf(roots),
  };
}

function startOf({ segments }: Trace): number {
  return Math.min(...segments.map(({ start_time: start }) => start));
}

function isCall({ segments }: Trace): boolean {
  return segments.some(({ origin }) => origin?.startsWith("AWS::ApiGateway") === true);
}

/** Where the first trace of the story that this one links to wrote: the linked segment, and its trace's root. */
function parentOf(
  trace: Trace,
  nodes: ReadonlyMap<string, TraceNodes>,
): { readonly node: StoryNode; readonly root: StoryNode } | undefined {
  for (const { trace_id: traceId, id } of parentLinks(trace)) {
    const parent = traceId === trace.id ? undefined : nodes.get(traceId);
    const root = parent?.roots[0];
    if (root !== undefined) return { node: parent?.byId.get(id ?? "") ?? root, root };
  }
  return undefined;
}

function latestBefore(roots: readonly StoryNode[], start: number): StoryNode | undefined {
  return roots.filter(({ startedAt }) => startedAt <= start).at(-1);
}

function eventIdsOf(trace: Trace, orderId: string): ReadonlySet<string> {
  return annotated(trace, "eventId", (annotations) => annotations.orderId === orderId);
}

function share(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...some].some((value) => others.has(value));
}

function withEventIds(node: StoryNode): readonly StoryNode[] {
  return [...(node.eventIds.length > 0 ? [node] : []), ...node.children.flatMap(withEventIds)];
}

/** Hangs nodes of another trace below a node, with the time that lies between. */
function hang(parent: StoryNode, nodes: readonly StoryNode[]): void {
  for (const node of nodes) {
    const gap = Math.round((node.startedAt - (parent.endedAt ?? parent.startedAt)) * 1000);
    if (gap > 0) node.remarks.unshift(`${gap} ms later`);
    parent.children.push(node);
  }
}

function sortChildren({ children }: StoryNode): void {
  children.sort((one, other) => one.startedAt - other.startedAt);
  for (const child of children) sortChildren(child);
}
