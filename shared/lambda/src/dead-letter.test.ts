import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyOf, consumer, done, fails, maxReceives, NotYet, recordOf } from "../../../test/support/queue-consumer.ts";

describe("the last receive", () => {
  it.each([maxReceives, maxReceives + 1])(
    "moves the message to the dead letters with its reason: receive %d",
    async (receives) => {
      const { receive, letters } = consumer(fails(NotYet("Order ord_1 is not there yet.")));
      const body = bodyOf();
      expect(await receive(recordOf("m1", body, receives))).toEqual([]);
      expect(letters).toEqual([
        {
          queue: "https://sqs.test/dead-letters",
          body,
          attributes: {
            reason: "Order ord_1 is not there yet.",
            code: "order.not_yet",
            eventId: "ord_1.1",
            function: "dev-orders-events",
          },
        },
      ]);
    },
  );

  it("moves nothing that is done", async () => {
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

  it("keeps the message in the queue when it cannot be moved, and goes on with the others", async () => {
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

describe("the attributes of a dead letter", () => {
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

  it.each([
    ["", "unknown"],
    ["a".repeat(256), "a".repeat(256)],
    ["a".repeat(257), "a".repeat(256)],
    [`${"a".repeat(255)}👕`, `${"a".repeat(255)}?`],
    ["one\u0000two\u001b[31m\tthree\n", "one?two?[31m\tthree\n"],
  ])("hold of %j what SQS takes", async (said, reason) => {
    const { receive, letters } = consumer(fails(NotYet(said)));
    await receive(recordOf("m1", bodyOf(), maxReceives));
    expect(letters[0]?.attributes["reason"]).toBe(reason);
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
