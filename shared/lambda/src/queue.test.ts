import type { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { defineEvent, type EventMetadata } from "@millrace/contracts/define-event";
import { defineReaction, type Received } from "@millrace/contracts/define-service";
import { defineRefusal } from "@millrace/kernel/errors";
import type { SQSRecord } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { lambdaContext } from "../../../test/support/lambda-context.ts";
import { maxCausationDepth } from "./origin.ts";
import { queueHandler, react } from "./queue.ts";

const OrderTested = defineEvent({
  service: "orders",
  name: "order.tested",
  version: 1,
  data: z.strictObject({
    orderId: z.string(),
    contact: z.string().optional(),
    lines: z.array(z.strictObject({ sku: z.string() })).default([]),
  }),
  example: { orderId: "ord_1", lines: [] },
});

const MailTested = defineEvent({
  service: "aws.ses",
  name: "Email Tested",
  version: 1,
  data: z.object({ mail: z.object({ messageId: z.string() }) }),
  example: { mail: { messageId: "m-1" } },
});

const NotYet = defineRefusal("conflict", "order.not_yet", "The order is not there yet.");

const metadata: EventMetadata = {
  eventId: "ord_1.1",
  type: "order.tested",
  schemaVersion: 1,
  aggregateId: "ord_1",
  sequence: 1,
  occurredAt: "2026-11-23T09:30:00.000Z",
  actor: "gst_1",
  correlationId: "correlation-1",
  causationId: "request-1",
  causationDepth: 0,
};

type Change = { readonly metadata?: Partial<EventMetadata>; readonly data?: object };

/** A fact as EventBridge puts it into the queue. */
const bodyOf = ({ metadata: changed = {}, data = {} }: Change = {}, type = "order.tested"): string =>
  JSON.stringify({
    version: "0",
    id: "7d3a1f0e-0000-4000-8000-000000000000",
    "detail-type": type,
    source: "millrace.orders",
    account: "000000000000",
    time: "2026-11-23T09:30:00Z",
    region: "us-east-1",
    resources: [],
    detail: { metadata: { ...metadata, ...changed }, data: { orderId: "ord_1", ...data } },
  });

const recordOf = (messageId: string, body: string, receives = 1): SQSRecord => ({
  messageId,
  receiptHandle: `receipt-${messageId}`,
  body,
  attributes: {
    ApproximateReceiveCount: `${receives}`,
    SentTimestamp: "0",
    SenderId: "events",
    ApproximateFirstReceiveTimestamp: "0",
  },
  messageAttributes: {},
  md5OfBody: "",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:dev-orders-events",
  awsRegion: "us-east-1",
});

type Letter = { readonly body: string; readonly attributes: Readonly<Record<string, string>> };
type Fact = Received<typeof OrderTested>;

const maxReceives = 5;

/** A queue's function with one reaction, and a dead-letter queue in memory. */
const consumer = (handle: (fact: Fact) => Promise<void>, sendFailure?: Error) => {
  const letters: Letter[] = [];
  const sqs = {
    send: async ({ input }: SendMessageCommand) => {
      if (sendFailure) throw sendFailure;
      expect(input.QueueUrl).toBe("https://sqs.test/dead-letters");
      const attributes = Object.entries(input.MessageAttributes ?? {}).map(([name, { StringValue = "" }]) => [
        name,
        StringValue,
      ]);
      letters.push({ body: input.MessageBody ?? "", attributes: Object.fromEntries(attributes) });
    },
  } as unknown as SQSClient;
  const reactions = {
    onOrderTested: defineReaction({ to: OrderTested }, () => handle as never),
    onMailTested: defineReaction({ to: MailTested }, () => handle as never),
  };
  const handler = queueHandler(react("orders-events", reactions, {}), {
    sqs,
    deadLetterQueueUrl: "https://sqs.test/dead-letters",
    maxReceives,
  });
  const receive = async (...records: readonly SQSRecord[]) => {
    const { batchItemFailures } = await handler({ Records: [...records] }, lambdaContext("dev-orders-events"));
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { receive, letters };
};

const done = async () => undefined;
const fails = (error: unknown) => () => Promise.reject(error);

describe("a reaction", () => {
  it("gets the fact and where its own writes come from", async () => {
    const received: Fact[] = [];
    const { receive, letters } = consumer(async (fact) => void received.push(fact));
    expect(await receive(recordOf("m1", bodyOf({ metadata: { causationDepth: 3 } })))).toEqual([]);
    expect(received).toEqual([
      {
        metadata: { ...metadata, causationDepth: 3 },
        data: { orderId: "ord_1", lines: [] },
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
  ])("comes again after %s, and is not set aside", async (_, error) => {
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

describe("the last receive", () => {
  it.each([maxReceives, maxReceives + 1])("sets the message aside with its reason: receive %d", async (receives) => {
    const { receive, letters } = consumer(fails(NotYet("Order ord_1 is not there yet.")));
    const body = bodyOf();
    expect(await receive(recordOf("m1", body, receives))).toEqual([]);
    expect(letters).toEqual([
      {
        body,
        attributes: {
          reason: "Order ord_1 is not there yet.",
          code: "order.not_yet",
          eventId: "ord_1.1",
          function: "dev-orders-events",
        },
      },
    ]);
  });

  it("sets nothing aside that is done", async () => {
    const { receive, letters } = consumer(done);
    expect(await receive(recordOf("m1", bodyOf(), maxReceives))).toEqual([]);
    expect(letters).toEqual([]);
  });

  it("names an unexpected failure and repeats none of its words, which may quote the message", async () => {
    const personal = "jane@example.com";
    const failure = Object.assign(new Error(`Email address is not verified: ${personal}`), { name: "MessageRejected" });
    const { receive, letters } = consumer(fails(failure));
    await receive(recordOf("m1", bodyOf({ data: { contact: personal } }), maxReceives));
    expect(letters.map(({ attributes }) => attributes)).toEqual([
      {
        reason: "An unexpected failure: the function's log tells it.",
        code: "MessageRejected",
        eventId: "ord_1.1",
        function: "dev-orders-events",
      },
    ]);
  });

  it("keeps the message in the queue when it cannot be set aside, and goes on with the others", async () => {
    const handled: string[] = [];
    const { receive } = consumer(async ({ data }) => {
      if (data.orderId === "ord_1") throw new Error("socket hang up");
      handled.push(data.orderId);
    }, new Error("SQS is down"));
    const records = ["ord_1", "ord_2"].map((orderId) => recordOf(orderId, bodyOf({ data: { orderId } }), maxReceives));
    expect(await receive(...records)).toEqual(["ord_1"]);
    expect(handled).toEqual(["ord_2"]);
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
  ])("is set aside at its first receive: it %s", async (_, body, reason) => {
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

describe("the attributes of a message set aside", () => {
  it.each<[string, string, string]>([
    ["the fact's id", bodyOf({ metadata: { schemaVersion: 9 } }), "ord_1.1"],
    ["else the event's", JSON.stringify({ version: "0", id: "event-1", "detail-type": "x" }), "event-1"],
    ["else the message's", "{", "m1"],
    ["nothing that is no plain word", '{"id":"a b","detail":{"metadata":{"eventId":"x\\u0000"}}}', "m1"],
  ])("hold as eventId %s", async (_, body, eventId) => {
    const { receive, letters } = consumer(done);
    await receive(recordOf("m1", body));
    expect(letters.map(({ attributes }) => attributes["eventId"])).toEqual([eventId]);
  });

  it("are what SQS takes, whatever a refusal says: 1 to 256 characters, none that XML 1.0 lacks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({
          unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
          maxLength: 300,
        }),
        async (said) => {
          const { receive, letters } = consumer(fails(NotYet(said)));
          await receive(recordOf("m1", bodyOf(), maxReceives));
          const reason = letters[0]?.attributes["reason"] ?? "";
          expect(reason.length).toBeGreaterThan(0);
          expect(reason.length).toBeLessThanOrEqual(256);
          expect(reason).toMatch(/^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
        },
      ),
    );
  });

  it("never hold the message's data", async () => {
    const secret = "Jane Doe";
    const unreadable = [
      bodyOf({ data: { contact: secret, lines: secret } }),
      bodyOf({ data: { contact: secret } }).slice(0, -1),
      bodyOf({ data: { contact: secret } }, "order.forgotten"),
      JSON.stringify({ "detail-type": { [secret]: secret } }),
    ];
    const { receive, letters } = consumer(() => Promise.reject(new TypeError(`${secret} is not a function`)));
    await receive(
      ...unreadable.map((body) => recordOf("m1", body)),
      recordOf("m2", bodyOf({ data: { contact: secret } }), maxReceives),
    );
    expect(letters).toHaveLength(5);
    expect(letters.filter(({ attributes }) => JSON.stringify(attributes).includes(secret))).toEqual([]);
  });
});
