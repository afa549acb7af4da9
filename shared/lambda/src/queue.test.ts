import { afterEach, describe, expect, it, vi } from "vitest";
import {
  bodyOf,
  consumer,
  done,
  type Fact,
  fails,
  maxReceives,
  metadata,
  NotYet,
  receivedAt,
  recordOf,
} from "../../../test/support/queue-consumer.ts";
import { logger } from "./observability.ts";
import { maxCausationDepth } from "./origin.ts";

describe("a reaction", () => {
  it("gets the fact and where its own writes come from", async () => {
    const received: Fact[] = [];
    const { receive, letters } = consumer(async (fact) => void received.push(fact));
    expect(await receive(recordOf("m1", bodyOf({ metadata: { causationDepth: 3 } })))).toEqual([]);
    expect(received).toEqual([
      {
        metadata: { ...metadata, causationDepth: 3 },
        data: { orderId: "ord_1", lines: [] },
        at: receivedAt,
        origin: {
          actor: "orders-events",
          correlationId: "correlation-1",
          causationId: "ord_1.1",
          causationDepth: 4,
        },
      },
    ]);
    expect(letters).toEqual([]);
  });

  it("reads a fact to which fields were added since", async () => {
    const received: Fact[] = [];
    const { receive, letters } = consumer(async (fact) => void received.push(fact));
    const data = { added: 1, lines: [{ sku: "A", added: 1 }] };
    expect(await receive(recordOf("m1", bodyOf({ data })))).toEqual([]);
    expect(received.map((fact) => fact.data)).toEqual([{ orderId: "ord_1", lines: [{ sku: "A" }] }]);
    expect(letters).toEqual([]);
  });

  it("gets what an AWS service tells of itself, under the event's own id", async () => {
    const received: Fact[] = [];
    const { receive } = consumer(async (fact) => void received.push(fact));
    const body = JSON.stringify({
      version: "0",
      id: "event-1",
      "detail-type": "Email Tested",
      source: "aws.ses",
      time: "2026-11-23T09:30:00Z",
      detail: { mail: { messageId: "m-1", other: 1 }, other: 1 },
    });
    expect(await receive(recordOf("m1", body))).toEqual([]);
    expect(received).toMatchObject([
      {
        metadata: { eventId: "event-1", actor: "aws.ses", correlationId: "event-1", causationDepth: 0 },
        data: { mail: { messageId: "m-1" } },
        origin: { causationId: "event-1", causationDepth: 1 },
      },
    ]);
  });
});

describe("a message that is not done", () => {
  it.each([
    ["a refusal", NotYet()],
    ["an outage", new Error("socket hang up")],
    ["no error at all", "thrown as a word"],
  ])("comes again after %s, and is no dead letter", async (_, error) => {
    const { receive, letters } = consumer(fails(error));
    for (const receives of [1, maxReceives - 1]) {
      expect(await receive(recordOf("m1", bodyOf(), receives))).toEqual(["m1"]);
    }
    expect(letters).toEqual([]);
  });

  it("holds up no other of its batch", async () => {
    const handled: string[] = [];
    const { receive } = consumer(async ({ data }) => {
      handled.push(data.orderId);
      if (data.orderId === "ord_2") throw new Error("socket hang up");
    });
    const records = ["ord_1", "ord_2", "ord_3"].map((orderId) => recordOf(orderId, bodyOf({ data: { orderId } })));
    expect(await receive(...records)).toEqual(["ord_2"]);
    expect(handled).toEqual(["ord_1", "ord_2", "ord_3"]);
  });

  it("is handled with the others one after the other", async () => {
    let open = 0;
    let most = 0;
    const { receive } = consumer(async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
    });
    await receive(recordOf("m1", bodyOf()), recordOf("m2", bodyOf()));
    expect(most).toBe(1);
  });
});

describe("the log of a message", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("bears its own ids and none of the message before it", async () => {
    const lines: Record<string, unknown>[] = [];
    const keys = new Map<string, unknown>();
    vi.spyOn(logger, "resetKeys").mockImplementation(() => keys.clear());
    vi.spyOn(logger, "appendKeys").mockImplementation((more) => {
      for (const [name, value] of Object.entries(more)) keys.set(name, value);
    });
    for (const level of ["warn", "error"] as const) {
      vi.spyOn(logger, level).mockImplementation((...[, extra]: unknown[]) => {
        lines.push({ ...Object.fromEntries(keys), ...(extra as object) });
      });
    }
    const { receive } = consumer(fails(new Error("socket hang up")));
    const other = { aggregateId: "rcp_1", eventId: "rcp_1.1", correlationId: "correlation-2" };
    await receive(
      recordOf("m1", bodyOf()),
      recordOf("m2", bodyOf({ metadata: other, data: { orderId: undefined } })),
      recordOf("m3", bodyOf({ metadata: other, data: { orderId: "ord_3" } })),
    );
    expect(lines.map(({ eventId, correlationId, orderId }) => [eventId, correlationId, orderId])).toEqual([
      ["ord_1.1", "correlation-1", "ord_1"],
      ["rcp_1.1", undefined, undefined],
      ["rcp_1.1", "correlation-2", "ord_3"],
    ]);
  });
});

describe("a message that no retry can help", () => {
  it.each<[string, string, string]>([
    ["is not JSON", "{", "The message is not JSON."],
    ["is empty", "", "The message is not JSON."],
    ["is null", "null", 'No reaction to "unknown".'],
    ["is a word", '"order.tested"', 'No reaction to "unknown".'],
    ["is a list", "[]", 'No reaction to "unknown".'],
    ["is of no type", "{}", 'No reaction to "unknown".'],
    ["nobody reacts to", bodyOf({}, "order.forgotten"), 'No reaction to "order.forgotten".'],
    ["is of a type that every object has", bodyOf({}, "constructor"), 'No reaction to "constructor".'],
    ["has no detail", '{"detail-type":"order.tested"}', "Not a order.tested, version 1: itself."],
    [
      "lacks its metadata",
      '{"detail-type":"order.tested","detail":{"data":{"orderId":"ord_1"}}}',
      "Not a order.tested, version 1: metadata.",
    ],
    [
      "breaks its contract",
      bodyOf({ data: { lines: [{ sku: 1 }] } }),
      "Not a order.tested, version 1: data.lines.0.sku.",
    ],
    [
      "is of another version",
      bodyOf({ metadata: { schemaVersion: 2 } }),
      "Not a order.tested, version 1: metadata.schemaVersion.",
    ],
    [
      "is the end of a loop",
      bodyOf({ metadata: { causationDepth: maxCausationDepth + 1 } }),
      "A loop of facts causing each other.",
    ],
  ])("moves to the dead letters at its first receive: it %s", async (_, body, reason) => {
    const { receive, letters } = consumer(() => {
      throw new Error("It was handled.");
    });
    expect(await receive(recordOf("m1", body))).toEqual([]);
    expect(letters).toMatchObject([{ body, attributes: { reason, code: "UnreadableMessage" } }]);
  });

  it("is not the deepest fact that is allowed", async () => {
    const { receive, letters } = consumer(done);
    expect(await receive(recordOf("m1", bodyOf({ metadata: { causationDepth: maxCausationDepth } })))).toEqual([]);
    expect(letters).toEqual([]);
  });

  it("does not hold up the others", async () => {
    const handled: string[] = [];
    const { receive, letters } = consumer(async ({ data }) => void handled.push(data.orderId));
    expect(await receive(recordOf("m1", "{"), recordOf("m2", bodyOf()))).toEqual([]);
    expect([handled, letters.length]).toEqual([["ord_1"], 1]);
  });
});
