import { describe, expect, it } from "vitest";
import type { Segment, Trace } from "./segment.ts";
import { storyOf } from "./story.ts";
import { storyLines } from "./story-lines.ts";

const orderId = "ord_01k8zq4m3n5p7r9t1v3x5z7b9d";
const start = 1_790_000_000;
function idOf(digit: number) {
  return String(digit).padStart(16, "0");
}
function traceIdOf(digit: number) {
  return `1-6ab13400-${String(digit).padStart(24, "0")}`;
}

/** From and to in milliseconds after the story's start. */
function aSegment(digit: number, name: string, from: number, to: number, rest: Partial<Segment> = {}): Segment {
  return { id: idOf(digit), name, start_time: start + from / 1000, end_time: start + to / 1000, ...rest };
}

/** Lambda's two segments of one invocation, the handler's frame, and what happened in it. */
function anInvocation(
  digit: number,
  name: string,
  from: number,
  to: number,
  inside: readonly Segment[],
  rest: Partial<Segment> = {},
): Segment[] {
  const frame = aSegment(digit + 2, "## index.handler", from, to, {
    subsegments: inside,
    annotations: { ColdStart: false },
  });
  return [
    aSegment(digit, name, from, to, { origin: "AWS::Lambda", ...rest }),
    aSegment(digit + 1, name, from, to, {
      origin: "AWS::Lambda::Function",
      parent_id: idOf(digit),
      subsegments: [frame],
    }),
  ];
}

function aCall(digit: number, operation: string, from: number, to: number, rest: Partial<Segment> = {}): Segment {
  return aSegment(digit, "DynamoDB", from, to, {
    namespace: "aws",
    aws: { operation, table_name: "dev-table" },
    ...rest,
  });
}

function aRecord(
  digit: number,
  fact: string,
  eventId: string,
  from: number,
  to: number,
  inside: readonly Segment[] = [],
  of: string = orderId,
): Segment {
  return aSegment(digit, `## ${fact}`, from, to, {
    annotations: { orderId: of, eventId, correlationId: "req_1" },
    subsegments: inside,
  });
}

const gateway = aSegment(1, "dev-api/live", 0, 320, {
  origin: "AWS::ApiGateway::Stage",
  http: {
    request: { method: "POST", url: "http://127.0.0.1:4000/v1/carts/crt_1/checkout" },
    response: { status: 201 },
  },
});
const call: Trace = {
  id: traceIdOf(1),
  segments: [
    gateway,
    ...anInvocation(
      10,
      "dev-orders-checkout",
      5,
      310,
      [aCall(13, "BatchGetItem", 240, 250), aCall(14, "TransactWriteItems", 260, 300)],
      {
        parent_id: idOf(1),
        annotations: { waitedMilliseconds: 12 },
      },
    ),
  ],
};
const relay: Trace = {
  id: traceIdOf(2),
  segments: anInvocation(20, "dev-relay", 400, 420, [
    aRecord(23, "order.placed", `${orderId}.000000001`, 401, 402),
    aRecord(24, "order.placed", "ord_other.000000001", 402, 403, [], "ord_other"),
    aSegment(25, "EventBridge", 404, 419, { namespace: "aws", aws: { operation: "PutEvents" } }),
  ]),
};
const consumer: Trace = {
  id: traceIdOf(3),
  segments: anInvocation(
    30,
    "dev-payments-events",
    500,
    560,
    [
      aRecord(33, "order.placed", `${orderId}.000000001`, 505, 555, [
        aCall(34, "TransactWriteItems", 510, 550, {
          error: true,
          cause: { exceptions: [{ type: "TransactionCanceledException", message: "conflict" }] },
        }),
      ]),
    ],
    { links: [{ trace_id: traceIdOf(1), attributes: { "aws.xray.reserved.reference_type": "parent" } }] },
  ),
};

describe("storyOf", () => {
  it("goes from the call through function and relay to the consumers, in one tree", () => {
    expect(storyLines(storyOf(orderId, [consumer, relay, call])).join("\n")).toMatchInlineSnapshot(`
      "The story of ord_01k8zq4m3n5p7r9t1v3x5z7b9d: 3 traces, 0.560 s from first to last, 1 failure

         began      took
        +0.000    320 ms  POST /v1/carts/crt_1/checkout 201 · dev-api/live
        +0.005    305 ms  ├─ dev-orders-checkout · waited 12 ms for an environment
        +0.240     10 ms  │  ├─ DynamoDB BatchGetItem dev-table
        +0.260     40 ms  │  └─ DynamoDB TransactWriteItems dev-table
        +0.400     20 ms  └─ dev-relay · 80 ms later · 1 record of other orders
        +0.401      1 ms     ├─ order.placed
        +0.500     60 ms     │  └─ dev-payments-events · 98 ms later
        +0.505     50 ms     │     └─ order.placed
        +0.510     40 ms     │        └─ ✗ DynamoDB TransactWriteItems dev-table · error TransactionCanceledException: conflict
        +0.404     15 ms     └─ EventBridge PutEvents

      Who heard what
        +0.401            order.placed
                          └─ dev-payments-events · after 104 ms"
    `);
  });

  it("puts a consumer below the call it links to when the relay's trace is not known", () => {
    const [root] = storyOf(orderId, [call, consumer]).roots;
    expect(root?.children.map(({ title }) => title)).toEqual(["dev-orders-checkout", "dev-payments-events"]);
  });

  it("puts a consumer below the very segment it links to when the link names one", () => {
    const [service, own] = consumer.segments;
    const link = { trace_id: traceIdOf(1), id: idOf(14) };
    const precise = { ...consumer, segments: [{ ...service, links: [link] }, own] as Segment[] };
    const [root] = storyOf(orderId, [call, precise]).roots;
    const write = root?.children[0]?.children.find(({ title }) => title.includes("TransactWriteItems"));
    expect(write?.children.map(({ title }) => title)).toEqual(["dev-payments-events"]);
  });

  it("follows a chain: what a consumer wrote, the relay carries to the next", () => {
    const second = `${orderId}.000000002`;
    const next: Trace = {
      id: traceIdOf(4),
      segments: anInvocation(40, "dev-relay", 600, 620, [aRecord(43, "payment.authorized", second, 601, 602)]),
    };
    const last: Trace = {
      id: traceIdOf(5),
      segments: anInvocation(50, "dev-orders-events", 700, 760, [aRecord(53, "payment.authorized", second, 701, 702)], {
        links: [{ trace_id: traceIdOf(3) }],
      }),
    };
    const path: string[] = [];
    for (
      let node = storyOf(orderId, [last, next, consumer, relay, call]).roots[0];
      node !== undefined;
      node = node.children.at(-1)
    )
      path.push(node.title);
    expect(path).toEqual(["POST /v1/carts/crt_1/checkout 201 · dev-api/live", "dev-relay", "EventBridge PutEvents"]);
    const text = storyLines(storyOf(orderId, [last, next, consumer, relay, call])).join("\n");
    const order = [
      "dev-orders-checkout",
      "dev-relay",
      "dev-payments-events",
      "payment.authorized",
      "dev-orders-events",
    ].map((name) => text.indexOf(name));
    expect(order).toEqual(order.toSorted((one, other) => one - other));
  });

  it("says who heard which fact, how long after it was told, and what went on from there", () => {
    const heard = (
      digit: number,
      name: string,
      from: number,
      inside: readonly Segment[],
      rest: Partial<Segment> = {},
    ): Trace => ({
      id: traceIdOf(digit / 10),
      segments: anInvocation(digit, name, from, from + 50, [
        { ...aRecord(digit + 3, "order.placed", `${orderId}.000000001`, from + 1, from + 40, inside), ...rest },
      ]),
    });
    const post = (digit: number) =>
      aSegment(digit, "ApiGatewayManagementApi", 710, 715, {
        namespace: "aws",
        aws: { operation: "PostToConnection" },
      });
    const told = storyLines(
      storyOf(orderId, [
        call,
        relay,
        consumer,
        heard(70, "dev-tracking-fan-out", 700, [aCall(75, "Query", 702, 704), post(76), post(77)]),
        heard(80, "shop-sales-events", 800, [], { fault: true }),
        heard(90, "shop-sales-events", 900, []),
      ]),
    );
    expect(told.slice(told.indexOf("Who heard what")).join("\n")).toMatchInlineSnapshot(`
      "Who heard what
        +0.401            order.placed
                          ├─ dev-payments-events · after 104 ms
                          ├─ dev-tracking-fan-out · after 300 ms · ApiGatewayManagementApi PostToConnection ×2
                          ├─ ✗ shop-sales-events · after 400 ms
                          └─ shop-sales-events · after 500 ms"
    `);
  });

  it("says that nobody heard a fact, and of a fact whose relay is not known only who did", () => {
    const [fact] = storyOf(orderId, [call, relay]).facts;
    expect(fact).toMatchObject({ name: "order.placed", eventId: `${orderId}.000000001`, heard: [] });
    const lonely = storyLines(storyOf(orderId, [call, consumer]));
    expect(lonely.at(-1)).toBe(`${" ".repeat(20)}└─ dev-payments-events`);
  });

  it("shows calls without links one after the other", () => {
    const get = {
      ...gateway,
      id: idOf(90),
      start_time: start + 2,
      end_time: start + 2.01,
      http: { request: { method: "GET", url: `http://x/v1/orders/${orderId}` }, response: { status: 200 } },
    };
    expect(
      storyOf(orderId, [{ id: traceIdOf(9), segments: [get] }, call]).roots.map(({ title }) => title.split(" ")[0]),
    ).toEqual(["POST", "GET"]);
  });

  it("tells reads that went alike once", () => {
    const read = (digit: number): Trace => ({
      id: traceIdOf(digit),
      segments: [
        aSegment(digit, "dev-api/live", 1000 * digit, 1000 * digit + 10, {
          origin: "AWS::ApiGateway::Stage",
          http: { request: { method: "GET", url: `http://x/v1/orders/${orderId}` }, response: { status: 200 } },
        }),
      ],
    });
    const told = storyLines(storyOf(orderId, [call, read(2), read(3), read(4)])).filter((line) => line.includes("GET"));
    expect(told).toEqual([
      `  +2.000     10 ms  GET /v1/orders/${orderId} 200 · dev-api/live · 2 times more, last at +4.000`,
    ]);
  });

  it("shows cold starts, faults of functions, what X-Ray inferred not at all, and what has not ended", () => {
    const { end_time: _, ...running } = aSegment(61, "dev-x", 0, 0, {
      origin: "AWS::Lambda::Function",
      parent_id: idOf(60),
      fault: true,
      cause: { exceptions: [{ type: "TypeError", message: "no" }] },
      subsegments: [aSegment(62, "Initialization", 0, 230), aSegment(63, "Overhead", 5, 6)],
    });
    const inferred = aSegment(64, "DynamoDB", 1, 2, { inferred: true });
    const service = aSegment(60, "dev-x", 0, 0, { origin: "AWS::Lambda", fault: true });
    const [node] = storyOf(orderId, [{ id: traceIdOf(6), segments: [service, running, inferred] }]).roots;
    expect(node).toMatchObject({ title: "dev-x", isFailed: true, children: [] });
    expect(node?.remarks).toEqual(["fault", "fault TypeError: no", "cold start 230 ms"]);
  });
});
