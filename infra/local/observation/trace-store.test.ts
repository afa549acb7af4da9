import { describe, expect, it } from "vitest";
import { compileFilter } from "./trace-filter.ts";
import { compiledSegments, createTraceStore, type SegmentDocument } from "./trace-store.ts";

const traceId = "1-6a000000-000000000000000000000001";
function idOf(digit: number) {
  return String(digit).padStart(16, "0");
}
function aSegment(digit: number, rest: Partial<SegmentDocument> = {}): SegmentDocument {
  return {
    id: idOf(digit),
    trace_id: traceId,
    name: `segment-${digit}`,
    start_time: digit,
    end_time: digit + 1,
    ...rest,
  };
}

function compiled(...documents: readonly SegmentDocument[]) {
  const store = createTraceStore();
  for (const document of documents) store.record(document);
  const trace = store.get(traceId);
  return trace === undefined ? [] : compiledSegments(trace);
}

// X-Ray API Reference, "Segment": compiled from documents uploaded
describe("a trace's segments", () => {
  it("take in the subsegments that were sent on their own, in whatever order they came", () => {
    const parent = aSegment(1, { subsegments: [aSegment(2)] });
    const late = aSegment(4, { type: "subsegment", parent_id: idOf(1) });
    const early = aSegment(3, { type: "subsegment", parent_id: idOf(1) });
    const nested = aSegment(5, { type: "subsegment", parent_id: idOf(3) });
    const [segment, ...others] = compiled(nested, late, early, parent);
    expect(others).toEqual([]);
    expect(segment?.subsegments?.map(({ name }) => name)).toEqual(["segment-2", "segment-3", "segment-4"]);
    expect(segment?.subsegments?.[1]?.subsegments?.map(({ name }) => name)).toEqual(["segment-5"]);
  });

  it("stand apart when they are segments of their own, or their parent is not there", () => {
    const child = aSegment(2, { parent_id: idOf(1) });
    const orphan = aSegment(3, { type: "subsegment", parent_id: idOf(9) });
    expect(compiled(aSegment(1), child, orphan).map(({ name }) => name)).toEqual([
      "segment-1",
      "segment-2",
      "segment-3",
    ]);
  });

  it("are replaced when they come again, as a segment in progress does at its end", () => {
    const { end_time: _, ...running } = aSegment(1, { in_progress: true });
    expect(compiled(running, aSegment(1))).toEqual([aSegment(1)]);
  });
});

describe("the trace store", () => {
  it("drops the traces that came first once it is full", () => {
    const idAt = (digit: number) => `1-6a000000-${String(digit).padStart(24, "0")}`;
    const store = createTraceStore(JSON.stringify(aSegment(1)).length * 2);
    for (const digit of [1, 2, 3, 4]) store.record(aSegment(1, { trace_id: idAt(digit) }));
    expect([...store.all()].map(({ id }) => id)).toEqual([idAt(3), idAt(4)]);
  });

  it.each([{ trace_id: "1-abc" }, { trace_id: undefined }, { id: "12" }])(
    "refuses what is no segment of a trace: %j",
    (change) => {
      expect(() => createTraceStore().record(aSegment(1, change as Partial<SegmentDocument>))).toThrow("segment-1");
    },
  );
});

// X-Ray Developer Guide, "Use filter expressions"
describe("a filter expression", () => {
  const store = createTraceStore();
  store.record(
    aSegment(1, {
      name: "dev-orders-api",
      subsegments: [aSegment(2, { annotations: { orderId: "ord_1", ColdStart: true, attempts: 2 } })],
    }),
  );
  const [trace] = [...store.all()];

  it.each([
    ['annotation.orderId = "ord_1"', true],
    ['annotation.orderId = "ord_2"', false],
    ['annotation[orderId] = "ord_1"', true],
    ['annotation.orderId ENDSWITH "d_1"', true],
    ['annotation[orderId] ENDSWITH "d_2"', false],
    ['annotation.attempts ENDSWITH "2"', false],
    ["annotation.ColdStart = true", true],
    ["annotation.attempts = 2", true],
    ['service("dev-orders-api")', true],
    ['service("dev-carts-api")', false],
    ['service("dev-orders-api") AND annotation.orderId = "ord_1"', true],
    ['service("dev-orders-api") AND annotation.orderId = "ord_2"', false],
    ["", true],
  ])("%s finds it: %s", (expression, isFound) => {
    expect(trace !== undefined && compileFilter(expression)(trace)).toBe(isFound);
  });

  it.each([
    "responsetime > 5",
    'annotation.orderId != "a"',
    "annotation.attempts ENDSWITH 2",
    'service("a") OR service("b")',
    'annotation.orderId = "a" AND',
  ])("%s is refused with a clear message", (expression) => {
    expect(() => compileFilter(expression)).toThrow("The local runtime cannot evaluate");
  });
});
