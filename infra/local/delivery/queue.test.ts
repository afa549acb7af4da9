import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { noFaults } from "./plan.ts";
import { accept, changeVisibility, createQueue, depth, type Queue, receive, remove, send } from "./queue.ts";

const start = Date.parse("2026-03-01T12:00:00Z");
const seconds = (count: number) => start + count * 1000;
const random = createRandom(7);

function aQueue(settings: Partial<Queue["settings"]> = {}): Queue {
  const defaults = { delaySeconds: 0, visibilityTimeoutSeconds: 30, retentionSeconds: 345_600, receiveWaitSeconds: 0 };
  return createQueue({
    name: "orders",
    arn: "arn:aws:sqs:us-east-1:000000000000:orders",
    url: "http://127.0.0.1/0/orders",
    createdAt: start,
    ...defaults,
    ...settings,
  });
}
const put = (queue: Queue, body: string, now = start, delaySeconds?: number) =>
  send(queue, { body, ...(delaySeconds === undefined ? {} : { delaySeconds }) }, now, random, noFaults);
const take = (queue: Queue, now: number, max = 10) => receive(queue, { max }, now, random, noFaults);
const bodies = (result: ReturnType<typeof take>) => result.received.map((message) => message.body);

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

  // SQS developer guide, "Amazon SQS delay queues" and "message timers": a message's own delay wins.
  it("holds delayed messages back", () => {
    const queue = aQueue({ delaySeconds: 5 });
    put(queue, "queue delay");
    put(queue, "own delay", start, 10);
    put(queue, "none", start, 0);
    expect(bodies(take(queue, start))).toEqual(["none"]);
    expect(bodies(take(queue, seconds(5)))).toEqual(["queue delay"]);
    expect(bodies(take(queue, seconds(10)))).toEqual(["own delay"]);
  });

  // SQS developer guide, "Using dead-letter queues": moved when the receive count exceeds maxReceiveCount.
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

describe("changeVisibility", () => {
  // API reference, ChangeMessageVisibility: counts from now; zero returns the message at once.
  it("hides longer or returns at once", () => {
    const queue = aQueue();
    put(queue, "a");
    const [message] = take(queue, start).received;
    changeVisibility(queue, message?.receiptHandle ?? "", 100, seconds(10));
    expect(bodies(take(queue, seconds(109)))).toEqual([]);
    changeVisibility(queue, message?.receiptHandle ?? "", 0, seconds(109));
    expect(bodies(take(queue, seconds(109)))).toEqual(["a"]);
  });

  it("refuses a message that is not in flight", () => {
    const queue = aQueue();
    put(queue, "a");
    const [message] = take(queue, start).received;
    expect(() => changeVisibility(queue, message?.receiptHandle ?? "", 5, seconds(31))).toThrow(
      expect.objectContaining({ code: "MessageNotInflight" }),
    );
  });
});

describe("depth", () => {
  // SQS developer guide, "Available CloudWatch metrics for Amazon SQS".
  it("tells visible, in flight and delayed apart", () => {
    const queue = aQueue();
    put(queue, "a");
    take(queue, start);
    put(queue, "b", seconds(4));
    put(queue, "c", seconds(5), 60);
    expect(depth(queue, seconds(10))).toEqual({ visible: 1, inFlight: 1, delayed: 1, oldestAgeSeconds: 10 });
  });
});

type Move =
  | { readonly kind: "send"; readonly delay: number }
  | { readonly kind: "receive"; readonly max: number }
  | { readonly kind: "delete"; readonly pick: number }
  | { readonly kind: "wait"; readonly seconds: number };

const moves = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("send" as const), delay: fc.integer({ min: 0, max: 20 }) }),
    fc.record({ kind: fc.constant("receive" as const), max: fc.integer({ min: 1, max: 10 }) }),
    fc.record({ kind: fc.constant("delete" as const), pick: fc.nat(50) }),
    fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 0, max: 40 }) }),
  ),
  { maxLength: 80 },
);

describe("any sequence of moves", () => {
  it.each([
    ["without faults", noFaults],
    ["with duplicates, delay and reordering", { duplicate: 0.3, fail: 0, delaySeconds: 5, reorder: true }],
  ])("loses nothing, and hands nothing out while hidden or after its delete, %s", (_, plan) => {
    fc.assert(
      fc.property(moves, fc.integer(), (steps, seed) => {
        const chance = createRandom(seed);
        const queue = aQueue({ redrive: { deadLetterArn: "arn:dead", maxReceiveCount: 3 } });
        const copies = new Map<string, number>();
        const hiddenUntil = new Map<string, number>();
        const handles: { readonly handle: string; readonly id: string }[] = [];
        let now = start;
        let gone = 0;
        for (const step of steps as readonly Move[]) {
          if (step.kind === "wait") now += step.seconds * 1000;
          if (step.kind === "send") {
            const before = queue.messages.size;
            const id = send(queue, { body: "x", delaySeconds: step.delay }, now, chance, plan);
            copies.set(id, queue.messages.size - before);
          }
          if (step.kind === "receive") {
            const { received, dead } = receive(queue, { max: step.max }, now, chance, plan);
            gone += dead.length;
            for (const message of received) {
              if (copies.get(message.messageId) === 1)
                expect(hiddenUntil.get(message.messageId) ?? 0).toBeLessThanOrEqual(now);
              hiddenUntil.set(message.messageId, now + 30_000);
              expect(message.receiveCount).toBeLessThanOrEqual(3);
              handles.push({ handle: message.receiptHandle, id: message.messageId });
            }
          }
          if (step.kind === "delete" && handles.length > 0) {
            const { handle, id } = handles[step.pick % handles.length] ?? { handle: "", id: "" };
            const before = queue.messages.size;
            remove(queue, handle);
            gone += before - queue.messages.size;
            if (before > queue.messages.size && copies.get(id) === 1) hiddenUntil.set(id, Number.POSITIVE_INFINITY);
          }
          const sent = [...copies.values()].reduce((sum, count) => sum + count, 0);
          expect(queue.messages.size).toBe(sent - gone);
        }
      }),
      { numRuns: 300 },
    );
  });
});
