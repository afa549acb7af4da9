import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { undisturbed } from "../faults.ts";
import { createRandom } from "../random.ts";
import { uuid } from "./ids.ts";
import { accept, createQueue, depth, type Queue, receive, remove, send } from "./queue.ts";

const start = Date.parse("2026-03-01T12:00:00Z");
function seconds(count: number) {
  return start + count * 1000;
}
const random = createRandom(7);

function aQueue(settings: Partial<Queue["settings"]> = {}): Queue {
  const names = { name: "orders", arn: "arn:aws:sqs:us-east-1:000000000000:orders", url: "http://127.0.0.1/0/orders" };
  const times = { visibilityTimeoutSeconds: 30, retentionSeconds: 345_600, delaySeconds: 0, waitSeconds: 0 };
  return createQueue({ ...names, ...times, maximumBytes: 1_048_576, fixed: true, ...settings }, start);
}
function put(queue: Queue, body: string, now = start, delayMilliseconds = 0) {
  return send(queue, { body, messageId: uuid(random) }, now, random, { ...undisturbed, delayMilliseconds });
}
function take(queue: Queue, now: number, max = 10) {
  return receive(queue, { max }, now, random);
}
function bodies(result: ReturnType<typeof take>) {
  return result.received.map((message) => message.body);
}

describe("receive", () => {
  // SQS developer guide, "Amazon SQS visibility timeout".
  it("hides a message for the visibility timeout and then hands it out again", () => {
    const queue = aQueue();
    put(queue, "a");
    expect(bodies(take(queue, start))).toEqual(["a"]);
    expect(bodies(take(queue, seconds(29.999)))).toEqual([]);
    expect(bodies(take(queue, seconds(30)))).toEqual(["a"]);
  });

  // API reference, ReceiveMessage: ApproximateReceiveCount, ApproximateFirstReceiveTimestamp.
  it("counts receives and keeps the time of the first", () => {
    const queue = aQueue();
    put(queue, "a");
    take(queue, seconds(1));
    const [message] = take(queue, seconds(40)).received;
    expect(message).toMatchObject({ receiveCount: 2, firstReceivedAt: seconds(1), sentAt: start });
  });

  it("hands out at most as many as asked for, the oldest first", () => {
    const queue = aQueue();
    for (const body of ["a", "b", "c"]) put(queue, body);
    expect(bodies(take(queue, start, 2))).toEqual(["a", "b"]);
    expect(bodies(take(queue, start, 2))).toEqual(["c"]);
  });

  // SQS API reference, ReceiveMessage, VisibilityTimeout: a receive's own wins; 0 hides nothing.
  it("hides for as long as the receive asks", () => {
    const queue = aQueue();
    put(queue, "a");
    for (const visibilitySeconds of [0, 5]) {
      expect(receive(queue, { max: 1, visibilitySeconds }, start, random).received).toHaveLength(1);
    }
    expect(bodies(take(queue, seconds(4.999)))).toEqual([]);
    expect(bodies(take(queue, seconds(5)))).toEqual(["a"]);
  });

  // SQS developer guide, "Using dead-letter queues in Amazon SQS": moved when the receive count exceeds maxReceiveCount.
  it("gives a message up when its receive count would exceed the maximum", () => {
    const queue = aQueue({ redrive: { deadLetterArn: "arn:dead", maxReceiveCount: 2 } });
    put(queue, "poison");
    expect(bodies(take(queue, seconds(0)))).toEqual(["poison"]);
    expect(bodies(take(queue, seconds(30)))).toEqual(["poison"]);
    const third = take(queue, seconds(60));
    expect(third.received).toEqual([]);
    expect(third.dead.map((message) => message.body)).toEqual(["poison"]);
    expect(queue.messages.size).toBe(0);
  });
});

// SQS developer guide, "Setting-up dead-letter queue retention": 1 day in the source of the 4 the dead-letter queue keeps.
describe("retention in a dead-letter queue", () => {
  const day = 86_400;
  it("counts from the original enqueue time, the age from the move", () => {
    const source = aQueue({ redrive: { deadLetterArn: "arn:dead", maxReceiveCount: 1 } });
    const dead = aQueue({ retentionSeconds: 4 * day });
    put(source, "a");
    take(source, start);
    for (const message of take(source, seconds(day)).dead) accept(dead, message, source.settings.arn, seconds(day));
    expect(depth(dead, seconds(4 * day - 1))).toMatchObject({ visible: 1, oldestAgeSeconds: 3 * day - 1 });
    expect(depth(dead, seconds(4 * day)).visible).toBe(0);
  });
});

describe("remove", () => {
  // API reference, DeleteMessage: an old handle succeeds, "the message might not be deleted".
  it("deletes with the latest handle only", () => {
    const queue = aQueue();
    put(queue, "a");
    const [first] = take(queue, start).received;
    const [second] = take(queue, seconds(30)).received;
    remove(queue, first?.receiptHandle ?? "");
    expect(queue.messages.size).toBe(1);
    remove(queue, second?.receiptHandle ?? "");
    expect(queue.messages.size).toBe(0);
  });

  it("deletes after the visibility timeout when nobody received the message since", () => {
    const queue = aQueue();
    put(queue, "a");
    const [message] = take(queue, start).received;
    depth(queue, seconds(60));
    remove(queue, message?.receiptHandle ?? "");
    expect(queue.messages.size).toBe(0);
  });

  it("refuses what is no receipt handle", () => {
    expect(() => remove(aQueue(), "nonsense")).toThrow(expect.objectContaining({ code: "ReceiptHandleIsInvalid" }));
  });
});

// SQS developer guide, "Amazon SQS standard queues": at-least-once delivery, best-effort ordering.
describe("a disturbed message", () => {
  it("that is duplicated is there twice, with one id", () => {
    const queue = aQueue();
    send(queue, { body: "a", messageId: "m" }, start, random, { ...undisturbed, duplicate: true });
    expect(take(queue, seconds(1)).received.map(({ messageId }) => messageId)).toEqual(["m", "m"]);
  });

  it("that is delayed appears later, and others overtake it", () => {
    const queue = aQueue();
    put(queue, "late", start, 5_000);
    put(queue, "b");
    expect(bodies(take(queue, start))).toEqual(["b"]);
    expect(bodies(take(queue, seconds(5)))).toEqual(["late"]);
  });

  it("that is reordered changes places with one that nobody received", () => {
    const queue = aQueue();
    for (const body of ["received", "b", "c"]) put(queue, body);
    take(queue, start, 1);
    send(queue, { body: "d", messageId: "m" }, start, () => 0, { ...undisturbed, reorder: true });
    expect(bodies(take(queue, start))).toEqual(["d", "c", "b"]);
    expect(bodies(take(queue, seconds(30)))).toEqual(["received", "d", "c", "b"]);
  });
});

describe("depth", () => {
  // SQS developer guide, "Available CloudWatch metrics for Amazon SQS".
  it("tells visible, in flight and delayed apart", () => {
    const queue = aQueue();
    put(queue, "a");
    take(queue, start);
    put(queue, "b", seconds(4));
    put(queue, "c", seconds(5), 60_000);
    expect(depth(queue, seconds(10))).toEqual({ visible: 1, inFlight: 1, delayed: 1, oldestAgeSeconds: 10 });
  });
});

type Move =
  | { readonly kind: "send" }
  | { readonly kind: "receive"; readonly max: number }
  | { readonly kind: "delete"; readonly pick: number }
  | { readonly kind: "wait"; readonly seconds: number };

const moves = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("send" as const) }),
    fc.record({ kind: fc.constant("receive" as const), max: fc.integer({ min: 1, max: 10 }) }),
    fc.record({ kind: fc.constant("delete" as const), pick: fc.nat(50) }),
    fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 0, max: 40 }) }),
  ),
  { maxLength: 80 },
);

describe("any sequence of moves", () => {
  it.each([
    ["without faults", undisturbed],
    [
      "with duplicates, delay and reordering",
      { ...undisturbed, duplicate: true, delayMilliseconds: 5_000, reorder: true },
    ],
  ])(
    "loses nothing, gives a message up after three receives, and hands none out while hidden or deleted, %s",
    (_, fault) => {
      fc.assert(
        fc.property(moves, fc.integer(), (steps, seed) => {
          const chance = createRandom(seed);
          const queue = aQueue({ redrive: { deadLetterArn: "arn:dead", maxReceiveCount: 3 } });
          const places = new Map<string, { hiddenUntil: number; receives: number }>();
          const placeOf = (handle: string) => Buffer.from(handle, "base64").toString().split(":")[0] ?? "";
          const handles: string[] = [];
          let [now, sent, gone] = [start, 0, 0];
          for (const step of steps as readonly Move[]) {
            if (step.kind === "wait") now += step.seconds * 1000;
            if (step.kind === "send") {
              send(queue, { body: "x", messageId: uuid(chance) }, now, chance, fault);
              sent += fault.duplicate ? 2 : 1;
            }
            if (step.kind === "receive") {
              const { received, dead } = receive(queue, { max: step.max }, now, chance);
              gone += dead.length;
              for (const message of dead) expect(message.receiveCount).toBe(3);
              for (const { receiptHandle, receiveCount } of received) {
                const place = places.get(placeOf(receiptHandle)) ?? { hiddenUntil: 0, receives: 0 };
                expect(place.hiddenUntil).toBeLessThanOrEqual(now);
                expect(receiveCount).toBe(place.receives + 1);
                expect(receiveCount).toBeLessThanOrEqual(3);
                places.set(placeOf(receiptHandle), { hiddenUntil: now + 30_000, receives: receiveCount });
                handles.push(receiptHandle);
              }
            }
            const handle = step.kind === "delete" ? handles[step.pick % Math.max(1, handles.length)] : undefined;
            if (handle !== undefined) {
              const before = queue.messages.size;
              remove(queue, handle);
              gone += before - queue.messages.size;
              if (before > queue.messages.size)
                places.set(placeOf(handle), { hiddenUntil: Number.POSITIVE_INFINITY, receives: 0 });
            }
            expect(queue.messages.size).toBe(sent - gone);
          }
        }),
        { numRuns: 300 },
      );
    },
  );
});
