import { createSocket } from "node:dgram";
import { createRequire } from "node:module";
import { describe, expect, it, onTestFinished } from "vitest";
import { oddDocument } from "../odd-input.fixture.ts";
import type { AwsCall } from "../ports.ts";
import { createRandom } from "../random.ts";
import { aClock } from "./fixture.ts";
import { createTraces } from "./traces.ts";

const start = 1_790_000_000;
function idAt(digit: number) {
  return `1-${start.toString(16)}-${String(digit).padStart(24, "0")}`;
}
function aDocument(digit: number, rest: object = {}) {
  return {
    id: String(digit).padStart(16, "0"),
    trace_id: idAt(digit),
    name: "dev-orders-api",
    start_time: start,
    end_time: start + 0.25,
    ...rest,
  };
}

function someTraces() {
  const traces = createTraces(aClock());
  const call = async (operation: string, input: AwsCall["input"]) => {
    const answer = await traces.apis[0]?.operations[operation]?.({
      service: "xray",
      operation,
      input,
      principal: { kind: "operator" },
    });
    return answer as {
      TraceSummaries: Record<string, unknown>[];
      Traces: { Id: string; Segments: { Id: string; Document: string }[] }[];
      NextToken?: string;
    } & Record<string, unknown>;
  };
  const find = (FilterExpression?: string) =>
    call("GetTraceSummaries", { StartTime: start, EndTime: start + 60, ...(FilterExpression && { FilterExpression }) });
  return { traces, call, find };
}

/** Starts the daemon for this test; gives what sends it a datagram. */
async function listening(traces: ReturnType<typeof someTraces>["traces"]): Promise<(datagram: string) => void> {
  await traces.start?.();
  const socket = createSocket("udp4");
  onTestFinished(async () => {
    socket.close();
    await traces.stop?.();
  });
  const [host, port] = traces.daemonAddress().split(":");
  return (datagram) => socket.send(datagram, Number(port), host);
}

// X-Ray Developer Guide, "Sending trace data to X-Ray": a header line and the document, by UDP
describe("the daemon's socket", () => {
  it("takes datagrams of header and document, and lets others drop", async () => {
    const { traces, find } = someTraces();
    const sendDatagram = await listening(traces);
    const datagrams = [
      "nonsense",
      '{"format":"json","version":2}\n{}',
      `{"format":"json","version":1}\n${JSON.stringify(aDocument(1))}`,
    ];
    for (const datagram of datagrams) sendDatagram(datagram);
    await expect.poll(async () => (await find()).TraceSummaries.map(({ Id }) => Id)).toEqual([idAt(1)]);
  });

  it("keeps none that would break an answer about its trace", async () => {
    const { traces, call, find } = someTraces();
    const sendDatagram = await listening(traces);
    const send = (document: unknown) => sendDatagram(`{"format":"json","version":1}\n${JSON.stringify(document)}`);
    const random = createRandom(1);
    for (let count = 0; count < 300; count += 1) {
      send(oddDocument(random, aDocument(1)));
      // A socket keeps few datagrams that nobody has read.
      await new Promise((resolve) => setImmediate(resolve));
    }
    send({ ...aDocument(2), subsegments: [JSON.parse(`${'{"subsegments":['.repeat(2_000)}${"]}".repeat(2_000)}`)] });
    const found = async () => {
      send(aDocument(3));
      return (await find()).TraceSummaries.map(({ Id }) => Id);
    };
    await expect.poll(found).toContain(idAt(3));
    expect((await call("BatchGetTraces", { TraceIds: [idAt(1), idAt(2)] })).Traces.length).toBeLessThanOrEqual(1);
  });

  it("understands the X-Ray SDK the functions use", async () => {
    const { traces, find } = someTraces();
    await traces.start?.();
    onTestFinished(async () => traces.stop?.());
    const { Segment, setDaemonAddress, setContextMissingStrategy } = createRequire(import.meta.url)(
      "aws-xray-sdk-core",
    ) as typeof import("aws-xray-sdk-core");
    setContextMissingStrategy("IGNORE_ERROR");
    setDaemonAddress(traces.daemonAddress());
    const segment = new Segment("dev-relay", idAt(2));
    const subsegment = segment.addNewSubsegment("## order.placed");
    subsegment.addAnnotation("orderId", "ord_2");
    subsegment.close();
    segment.close();
    await expect
      .poll(async () => (await find('annotation.orderId = "ord_2"')).TraceSummaries.map(({ Id }) => Id))
      .toEqual([idAt(2)]);
  });
});

// X-Ray API Reference, GetTraceSummaries
describe("GetTraceSummaries", () => {
  it("tells of the root's request, of errors anywhere, and of annotations", async () => {
    const { traces, find } = someTraces();
    traces.record(
      aDocument(1, {
        fault: true,
        http: { request: { method: "POST", url: "/v1/carts" }, response: { status: 500 } },
        annotations: { orderId: "ord_1" },
      }),
    );
    traces.record(
      aDocument(1, {
        id: "000000000000000a",
        parent_id: "0000000000000001",
        name: "dev-carts-api",
        throttle: true,
        end_time: start + 2,
      }),
    );
    expect((await find()).TraceSummaries).toEqual([
      {
        Id: idAt(1),
        StartTime: start,
        Duration: 2,
        ResponseTime: 0.25,
        HasFault: true,
        HasError: false,
        HasThrottle: true,
        IsPartial: false,
        Http: { HttpMethod: "POST", HttpURL: "/v1/carts", HttpStatus: 500 },
        Annotations: { orderId: [{ AnnotationValue: { StringValue: "ord_1" } }] },
        ServiceIds: [
          { Name: "dev-orders-api", Names: ["dev-orders-api"] },
          { Name: "dev-carts-api", Names: ["dev-carts-api"] },
        ],
      },
    ]);
  });

  it("finds by time and filter, page by page", async () => {
    const { traces, call, find } = someTraces();
    for (let digit = 1; digit <= 150; digit += 1)
      traces.record(aDocument(digit, { annotations: { parity: digit % 2 } }));
    const first = await find();
    expect(first.TraceSummaries).toHaveLength(100);
    const second = await call("GetTraceSummaries", {
      StartTime: start,
      EndTime: start + 60,
      NextToken: first.NextToken,
    });
    expect(second.TraceSummaries).toHaveLength(50);
    expect(second.NextToken).toBeUndefined();
    expect((await find("annotation.parity = 1")).TraceSummaries).toHaveLength(75);
    expect((await call("GetTraceSummaries", { StartTime: start + 1, EndTime: start + 2 })).TraceSummaries).toEqual([]);
  });

  it.each([
    { StartTime: 2, EndTime: 1 },
    { StartTime: 1 },
    { StartTime: 1, EndTime: 2, NextToken: "x" },
    { StartTime: 1, EndTime: 2, FilterExpression: "duration > 1" },
  ])("refuses %j", async (input) => {
    await expect(someTraces().call("GetTraceSummaries", input)).rejects.toMatchObject({
      code: "InvalidRequestException",
    });
  });
});

// X-Ray API Reference, BatchGetTraces
describe("BatchGetTraces", () => {
  it("gives the segments as documents, and names the ids it does not know", async () => {
    const { traces, call } = someTraces();
    traces.record(aDocument(1));
    traces.record(
      aDocument(1, { id: "000000000000000b", type: "subsegment", parent_id: "0000000000000001", name: "DynamoDB" }),
    );
    const { Traces, UnprocessedTraceIds } = await call("BatchGetTraces", { TraceIds: [idAt(1), idAt(9)] });
    expect(UnprocessedTraceIds).toEqual([idAt(9)]);
    expect(Traces.map(({ Id, Segments }) => [Id, Segments.length])).toEqual([[idAt(1), 1]]);
    expect(JSON.parse(Traces[0]?.Segments[0]?.Document ?? "")).toMatchObject({ subsegments: [{ name: "DynamoDB" }] });
  });

  it("takes five ids at most", async () => {
    await expect(someTraces().call("BatchGetTraces", { TraceIds: [1, 2, 3, 4, 5, 6].map(idAt) })).rejects.toMatchObject(
      { code: "InvalidRequestException" },
    );
  });
});
