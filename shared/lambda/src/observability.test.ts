import { created } from "@millrace/contracts/define-route";
import { afterEach, describe, expect, it, vi } from "vitest";
import { bodyOf, consumer, done, fails, NotYet, recordOf } from "../../../test/support/queue-consumer.ts";
import { orderId, servedThing } from "../../../test/support/served-thing.ts";
import { traced } from "../../../test/support/traced.ts";
import { currentTraceHeader, inSubsegment, mark, traceparentOf, tracer } from "./observability.ts";

const root = "1-5759e988-bd862e3fe1be46a994272793";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("currentTraceHeader", () => {
  it.each([true, false])("names the trace, the current segment as parent, and whether it is sampled: %s", (sampled) => {
    vi.stubEnv("_X_AMZN_TRACE_ID", `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`);
    vi.spyOn(tracer, "isTraceSampled").mockReturnValueOnce(sampled);
    const header = currentTraceHeader() ?? "";
    expect(header).toMatch(new RegExp(`^Root=${root};Parent=[0-9a-f]{16};Sampled=${sampled ? 1 : 0}$`));
    expect(header).not.toContain("53995c3f42cd8ad8");
  });

  it("is absent where nothing is traced", () => {
    vi.stubEnv("_X_AMZN_TRACE_ID", undefined);
    expect(currentTraceHeader()).toBeUndefined();
  });
});

describe("traceparentOf", () => {
  it.each([
    [`Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`, "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01"],
    [`Root=${root};Parent=53995c3f42cd8ad8;Sampled=0`, "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-00"],
    [
      `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a87bd80c:0`,
      "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
    ],
  ])("writes %s in W3C form", (header, expected) => {
    expect(traceparentOf(header)).toBe(expected);
  });

  it.each([
    "",
    `Root=${root}`,
    `Root=${root};Sampled=1`,
    `Root=${root};Parent=53995c3f42cd8ad8;Sampled=?`,
    "Root=1-5759e988-short;Parent=53995c3f42cd8ad8;Sampled=1",
    `Root=${root};Parent=short;Sampled=1`,
    `x Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`,
  ])('makes nothing of "%s"', (header) => {
    expect(traceparentOf(header)).toBeUndefined();
  });
});

describe("inSubsegment", () => {
  it("gives what the task gives, and throws what it throws", async () => {
    expect(await inSubsegment("## task", async () => 7)).toBe(7);
    const failure = new Error("socket hang up");
    await expect(inSubsegment("## task", () => Promise.reject(failure))).rejects.toBe(failure);
  });
});

describe("the trace of a request", () => {
  it("is found by its order, from the path, and by its story", async () => {
    const { call } = servedThing();
    const [handler] = await traced(() => call({ headers: { "x-correlation-id": "12345678" } }));
    expect(handler?.annotations).toMatchObject({ orderId, correlationId: "12345678" });
    expect(handler?.failed).toBe(false);
  });

  it("is found by the order that it made, also when the answer is a replay", async () => {
    const anyId = "ord_01kaq3v8e0m4t6w8y0a2c4e6g9";
    const body = { orderId: anyId };
    const answers = [
      created(body, "/v1/orders"),
      { status: 201, headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
    ];
    for (const answer of answers) {
      const open = { 201: { parse: (value: unknown) => value } } as never;
      const { call } = servedThing(async () => answer, { params: undefined, answers: open } as never);
      const [handler] = await traced(() => call());
      expect(handler?.annotations).toMatchObject({ orderId: anyId });
      vi.restoreAllMocks();
    }
  });

  it.each([[null], ["word"], [[]], [{ orderId: 1 }], [{}]])("takes no order from an answer like %j", async (body) => {
    const open = { 201: { parse: (value: unknown) => value } } as never;
    const { call } = servedThing(async () => ({ status: 201, headers: {}, body: JSON.stringify(body) }), {
      params: undefined,
      answers: open,
    } as never);
    const replies: unknown[] = [];
    const [handler] = await traced(async () => replies.push((await call()).status));
    expect(replies).toEqual([201]);
    expect(handler?.annotations).not.toHaveProperty("orderId");
  });

  it("holds nothing of body or answer, which may be personal", async () => {
    const { call } = servedThing();
    const segments = await traced(() => call({ body: { name: "Jane Doe", count: 1 } }));
    expect(segments).toHaveLength(1);
    expect(segments.map(({ text }) => text).join()).not.toContain("Jane Doe");
  });

  it("is marked failed by an outage and not by a refusal", async () => {
    const [outage] = await traced(() => servedThing(() => Promise.reject(new Error("socket hang up"))).call());
    vi.restoreAllMocks();
    const [refusal] = await traced(() => servedThing(() => Promise.reject(NotYet())).call());
    expect([outage?.failed, refusal?.failed]).toEqual([true, false]);
  });
});

describe("the trace of a batch", () => {
  it("has a segment for each message, found by its own ids and failed by its own failure", async () => {
    const { receive } = consumer(({ data }) => (data.orderId === "ord_2" ? fails(NotYet())() : done()));
    const other = { aggregateId: "ord_2", eventId: "ord_2.1", correlationId: "correlation-2" };
    const [handler] = await traced(() =>
      receive(recordOf("m1", bodyOf()), recordOf("m2", bodyOf({ metadata: other, data: { orderId: "ord_2" } }))),
    );
    expect(handler?.inner.map(({ name, annotations, failed }) => ({ name, annotations, failed }))).toEqual([
      {
        name: "## order.tested",
        annotations: { orderId: "ord_1", eventId: "ord_1.1", correlationId: "correlation-1" },
        failed: false,
      },
      {
        name: "## order.tested",
        annotations: { orderId: "ord_2", eventId: "ord_2.1", correlationId: "correlation-2" },
        failed: true,
      },
    ]);
    expect(handler?.annotations).not.toHaveProperty("orderId");
  });
});

describe("mark", () => {
  it("leaves a closed segment with its ids beside the running one", async () => {
    const segments = await traced(async () => mark("## order.placed", { orderId: "ord_1", eventId: "ord_1.1" }));
    expect(segments.map(({ name, annotations }) => ({ name, annotations }))).toEqual([
      { name: "## order.placed", annotations: { orderId: "ord_1", eventId: "ord_1.1" } },
    ]);
  });
});
