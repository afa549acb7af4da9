/** A segment or subsegment document as BatchGetTraces gives it ("AWS X-Ray segment documents", X-Ray Developer Guide). */
export type Segment = {
  readonly id: string;
  readonly name: string;
  readonly parent_id?: string;
  readonly start_time: number;
  readonly end_time?: number;
  readonly origin?: string;
  readonly namespace?: string;
  /** Made up by X-Ray from the caller's subsegment; it repeats what that says. */
  readonly inferred?: boolean;
  readonly fault?: boolean;
  readonly error?: boolean;
  readonly throttle?: boolean;
  readonly annotations?: Readonly<Record<string, string | number | boolean>>;
  readonly links?: readonly {
    readonly trace_id: string;
    readonly id?: string;
    readonly attributes?: Readonly<Record<string, string>>;
  }[];
  readonly http?: {
    readonly request?: { readonly method?: string; readonly url?: string };
    readonly response?: { readonly status?: number };
  };
  readonly aws?: Readonly<Record<string, unknown>>;
  readonly cause?: { readonly exceptions?: readonly { readonly type?: string; readonly message?: string }[] } | string;
  readonly subsegments?: readonly Segment[];
};

export type Trace = { readonly id: string; readonly segments: readonly Segment[] };

/** Every segment and subsegment, from the outside in. */
export function allSegments(segments: readonly Segment[]): readonly Segment[] {
  return segments.flatMap((segment) => [segment, ...allSegments(segment.subsegments ?? [])]);
}

/** The values an annotation has in a trace; with `where`, only beside annotations that fulfill it. */
export function annotated(
  trace: Trace,
  key: string,
  where: (annotations: NonNullable<Segment["annotations"]>) => boolean = () => true,
): ReadonlySet<string> {
  const values = allSegments(trace.segments).flatMap(({ annotations }) =>
    annotations?.[key] === undefined || !where(annotations) ? [] : [String(annotations[key])],
  );
  return new Set(values);
}

/** The traces this one goes on from: SQS and Lambda begin a new trace that links to the one the message came from. */
export function linkedTraceIds(trace: Trace): readonly string[] {
  return parentLinks(trace).map(({ trace_id: id }) => id);
}

export function parentLinks({ segments }: Trace): readonly { readonly trace_id: string; readonly id?: string }[] {
  const links = allSegments(segments).flatMap((segment) => segment.links ?? []);
  return links.filter(({ attributes }) => !Object.values(attributes ?? {}).includes("child"));
}
