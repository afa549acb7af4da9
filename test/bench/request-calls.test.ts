import { describe, expect, it } from "vitest";
import { callsOfRequest, newTraceId, roundTripsOf, type Segment } from "./request-calls.ts";

function call(operation: string, start: number, end: number): Segment {
  return { id: `${operation} ${start}`, name: "DynamoDB", start_time: start, end_time: end, aws: { operation } };
}

function handler(inner: readonly Segment[]): Segment {
  const secret = { id: "secret", name: "Secrets Manager", start_time: 0, end_time: 1 };
  return { id: "handler", name: "## index.handler", start_time: 0, end_time: 9, subsegments: [secret, ...inner] };
}

function invocation(id: string, parent: string, subsegments: readonly Segment[]): readonly [Segment, Segment] {
  const times = { start_time: 0, end_time: 9 };
  return [
    { id: `${id} service`, parent_id: parent, name: id, origin: "AWS::Lambda", ...times },
    { id, parent_id: `${id} service`, name: id, origin: "AWS::Lambda::Function", ...times, subsegments },
  ];
}

const gateway: Segment = { id: "gateway", name: "api", origin: "AWS::ApiGateway::Stage", start_time: 0, end_time: 9 };

describe("callsOfRequest", () => {
  it("gives the calls of the function that the gateway called, and no other's", () => {
    const segments = [
      ...invocation("orders-events", "handler", [call("PutItem", 5, 6)]),
      gateway,
      ...invocation("orders-api", "gateway", [handler([call("TransactWriteItems", 3, 4), call("GetItem", 1, 2)])]),
    ];
    expect(callsOfRequest(segments)).toEqual([
      { operation: "GetItem", startedAt: 1, endedAt: 2 },
      { operation: "TransactWriteItems", startedAt: 3, endedAt: 4 },
    ]);
  });

  it("gives nothing yet while a segment is missing or runs", () => {
    const [service, whole] = invocation("orders-api", "gateway", [handler([])]);
    const running: Segment = { ...handler([]), subsegments: [{ id: "call", name: "DynamoDB", start_time: 1 }] };
    const authorizer = invocation("authorizer", "gateway", [handler([])]);
    expect(callsOfRequest([])).toBeUndefined();
    expect(callsOfRequest([gateway, service])).toBeUndefined();
    expect(callsOfRequest([gateway, ...invocation("orders-api", "gateway", [])])).toBeUndefined();
    expect(callsOfRequest([gateway, ...invocation("orders-api", "gateway", [running])])).toBeUndefined();
    expect(callsOfRequest([gateway, service, ...authorizer])).toBeUndefined();
    expect(callsOfRequest([gateway, service, whole, ...authorizer])).toEqual([]);
  });
});

describe("roundTripsOf", () => {
  function made(startedAt: number, endedAt: number) {
    return { operation: "GetItem", startedAt, endedAt };
  }

  it("takes calls that begin before the first has ended as one, and each later one as another", () => {
    const [one, two, three, four] = [made(1, 4), made(1, 2), made(2, 5), made(5, 6)];
    expect(roundTripsOf([one, two, three, four])).toEqual([[one, two], [three], [four]]);
  });

  it("makes none of no calls", () => expect(roundTripsOf([])).toEqual([]));
});

describe("newTraceId", () => {
  it("begins with the second it was made in", () => {
    const traceId = newTraceId(new Date("2026-11-01T00:00:00.999Z"));
    expect(traceId).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(Number.parseInt(traceId.slice(2, 10), 16)).toBe(Date.parse("2026-11-01T00:00:00.000Z") / 1_000);
  });
});
