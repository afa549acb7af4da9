import { isSegmentId, traceStartOf } from "../functions/segments.ts";

/** A segment or subsegment as X-Ray stores it ("AWS X-Ray segment documents" in its developer guide). */
export type SegmentDocument = {
  readonly id: string;
  readonly trace_id?: string;
  readonly parent_id?: string;
  readonly type?: string;
  readonly name: string;
  readonly start_time: number;
  readonly end_time?: number;
  readonly in_progress?: boolean;
  readonly fault?: boolean;
  readonly error?: boolean;
  readonly throttle?: boolean;
  readonly origin?: string;
  readonly annotations?: Readonly<Record<string, string | number | boolean>>;
  readonly http?: {
    readonly request?: Readonly<Record<string, unknown>>;
    readonly response?: Readonly<Record<string, unknown>>;
  };
  readonly subsegments?: readonly SegmentDocument[];
};

/** One trace: its documents as text by segment id (a later one replaces an earlier one), and what filters ask for. */
export type StoredTrace = {
  readonly id: string;
  /** Seconds since the epoch, from the trace id. */
  readonly startedAt: number;
  readonly documents: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, ReadonlySet<string | number | boolean>>;
  readonly services: ReadonlySet<string>;
};

export type TraceStore = {
  /** @throws Error when the document is no segment or subsegment of a trace */
  record(document: SegmentDocument, text?: string): void;
  get(traceId: string): StoredTrace | undefined;
  all(): Iterable<StoredTrace>;
};

/** Kept document text; beyond it the traces that arrived first are dropped. */
const keptCharacters = 64_000_000;

type Trace = {
  readonly id: string;
  readonly startedAt: number;
  readonly documents: Map<string, string>;
  readonly annotations: Map<string, Set<string | number | boolean>>;
  readonly services: Set<string>;
  characters: number;
};

export function createTraceStore(limit: number = keptCharacters): TraceStore {
  const traces = new Map<string, Trace>();
  let characters = 0;

  return {
    record(document, text = JSON.stringify(document)) {
      const { id, trace_id: traceId } = document;
      const startedAt = traceStartOf(traceId ?? "");
      if (traceId === undefined || startedAt === undefined)
        throw new Error(`segment ${document.name} has no valid trace id`);
      if (!isSegmentId(id)) throw new Error(`segment ${document.name} has no valid id`);
      const trace = traces.get(traceId) ?? {
        id: traceId,
        startedAt,
        documents: new Map(),
        annotations: new Map(),
        services: new Set(),
        characters: 0,
      };
      traces.set(traceId, trace);
      const added = text.length - (trace.documents.get(id)?.length ?? 0);
      trace.documents.set(id, text);
      trace.characters += added;
      characters += added;
      if (document.type !== "subsegment") trace.services.add(document.name);
      indexAnnotations(trace.annotations, document);

      for (const oldest of traces.values()) {
        if (characters <= limit || oldest === trace) break;
        traces.delete(oldest.id);
        characters -= oldest.characters;
      }
    },
    get: (traceId) => traces.get(traceId),
    all: () => traces.values(),
  };
}

function indexAnnotations(index: Trace["annotations"], { annotations, subsegments }: SegmentDocument): void {
  for (const [key, value] of Object.entries(annotations ?? {})) {
    const values = index.get(key) ?? new Set();
    index.set(key, values.add(value));
  }
  for (const subsegment of subsegments ?? []) indexAnnotations(index, subsegment);
}

/**
 * The segments of a trace, compiled: a subsegment sent on its own is put into the segment that is its parent, one whose
 * parent is not known (yet) stands by itself. Source: X-Ray API Reference, "Segment" (compiled from documents uploaded).
 */
export function compiledSegments({ documents }: StoredTrace): readonly SegmentDocument[] {
  type Open = Omit<SegmentDocument, "subsegments"> & { subsegments?: readonly Open[] };
  const roots = [...documents.values()].map((text) => JSON.parse(text) as Open);
  const byId = new Map<string, Open>();
  const register = (segment: Open): void => {
    byId.set(segment.id, segment);
    for (const subsegment of segment.subsegments ?? []) register(subsegment);
  };
  for (const root of roots) register(root);
  return roots.filter((root) => {
    const parent = root.type === "subsegment" && root.parent_id !== undefined ? byId.get(root.parent_id) : undefined;
    if (parent === undefined) return true;
    const siblings = (parent.subsegments ?? []).filter(({ id }) => id !== root.id);
    parent.subsegments = [...siblings, root].toSorted((one, other) => one.start_time - other.start_time);
    return false;
  });
}
