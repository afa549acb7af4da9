import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InvokeResult } from "../ports.ts";
import { createRandom } from "../random.ts";
import { functionError, throttled } from "./fake-context.ts";
import { noFaults } from "./plan.ts";
import {
  backoffMilliseconds,
  createStreamMapping,
  type Discard,
  interleave,
  offer,
  type StreamMapping,
  type StreamRecord,
  type StreamSettings,
  settle,
  step,
} from "./stream.ts";

const start = Date.parse("2026-03-01T12:00:00Z");
const random = createRandom(7);
const done: InvokeResult = { ok: true, payload: { batchItemFailures: [] } };
const failedAt = (...identifiers: unknown[]): InvokeResult => ({
  ok: true,
  payload: { batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) },
});

function aRecord(number: number, item = "a"): StreamRecord {
  const dynamodb = { SequenceNumber: String(100 + number), Keys: { pk: { S: item } }, ApproximateCreationDateTime: 0 };
  return { eventName: "INSERT", dynamodb };
}
function aMapping(settings: Partial<StreamSettings> = {}, count = 4): StreamMapping {
  const mapping = createStreamMapping({
    filters: [],
    batchSize: 100,
    windowSeconds: 0,
    bisect: false,
    maximumRetries: -1,
    maximumAgeSeconds: -1,
    reportsItemFailures: true,
    ...settings,
  });
  offer(
    mapping,
    Array.from({ length: count }, (_, index) => aRecord(index)),
    start,
    random,
    noFaults,
  );
  return mapping;
}
const numbersOf = (records: readonly { readonly record: StreamRecord }[]) =>
  records.map(({ record }) => Number(record.dynamodb.SequenceNumber) - 100);
const batchAt = (mapping: StreamMapping, now: number) => {
  const next = step(mapping, now, random, noFaults);
  return "batch" in next ? numbersOf(next.batch.records) : next;
};
const finish = (mapping: StreamMapping, result: InvokeResult, now: number) =>
  settle(mapping, result, now, random, noFaults);

describe("batches", () => {
  // Lambda developer guide, "Lambda parameters for Amazon DynamoDB event source mappings".
  it("holds at most the batch size, in the order of the stream", () => {
    const mapping = aMapping({ batchSize: 3 });
    expect(batchAt(mapping, start)).toEqual([0, 1, 2]);
    finish(mapping, done, start);
    expect(batchAt(mapping, start)).toEqual([3]);
    finish(mapping, done, start);
    expect(batchAt(mapping, start)).toEqual({});
  });

  it("waits for the window unless the batch is full", () => {
    const mapping = aMapping({ batchSize: 5, windowSeconds: 2 });
    expect(batchAt(mapping, start + 500)).toEqual({ waitMilliseconds: 1500 });
    offer(mapping, [aRecord(4)], start + 600, random, noFaults);
    expect(batchAt(mapping, start + 600)).toEqual([0, 1, 2, 3, 4]);
  });

  // Lambda developer guide, "Event filtering": what matches no filter is passed over, the iterator moves on.
  it("leaves out what matches none of the filters", () => {
    const mapping = aMapping({ filters: [{ eventName: ["REMOVE"] }, { dynamodb: { Keys: { pk: { S: ["b"] } } } }] });
    offer(mapping, [aRecord(4, "b"), { ...aRecord(5), eventName: "REMOVE" }], start, random, noFaults);
    expect(batchAt(mapping, start)).toEqual([4, 5]);
  });
});

// Lambda developer guide, "Configuring partial batch response with DynamoDB and Lambda".
describe("a partial batch response", () => {
  it("sets the checkpoint at the lowest sequence number", () => {
    const mapping = aMapping();
    batchAt(mapping, start);
    finish(mapping, failedAt("103", "101"), start);
    expect(batchAt(mapping, start + 10_000)).toEqual([1, 2, 3]);
  });

  it.each([
    ["an empty list", { batchItemFailures: [] }],
    ["a null list", { batchItemFailures: null }],
    ["an empty response", {}],
    ["no response", null],
  ])("is success when it is %s", (_, payload) => {
    const mapping = aMapping();
    batchAt(mapping, start);
    finish(mapping, { ok: true, payload }, start);
    expect(batchAt(mapping, start)).toEqual({});
  });

  it.each([
    ["an empty identifier", failedAt("")],
    ["a null identifier", failedAt(null)],
    ["a wrong key name", { ok: true, payload: { batchItemFailures: [{ id: "102" }] } } as const],
    ["an identifier of another batch", failedAt("999")],
    ["no list", { ok: true, payload: { batchItemFailures: "102" } } as const],
  ])("fails the whole batch when it has %s", (_, result) => {
    const mapping = aMapping();
    batchAt(mapping, start);
    finish(mapping, result, start);
    expect(batchAt(mapping, start + 10_000)).toEqual([0, 1, 2, 3]);
  });

  it("is ignored unless the mapping asks for it", () => {
    const mapping = aMapping({ reportsItemFailures: false });
    batchAt(mapping, start);
    finish(mapping, failedAt("101"), start);
    expect(batchAt(mapping, start)).toEqual({});
  });
});

// Lambda developer guide, "Retain discarded records for a DynamoDB event source".
describe("a failed invocation", () => {
  it("is retried with growing pauses, and blocks what is behind it", () => {
    const mapping = aMapping({ batchSize: 2 });
    batchAt(mapping, start);
    finish(mapping, functionError, start);
    expect(batchAt(mapping, start)).toEqual({ waitMilliseconds: backoffMilliseconds(1) });
    expect(batchAt(mapping, start + 100)).toEqual([0, 1]);
    finish(mapping, functionError, start + 100);
    expect(batchAt(mapping, start + 100)).toEqual({ waitMilliseconds: backoffMilliseconds(2) });
    expect(backoffMilliseconds(30)).toBe(10_000);
  });

  it("is given up when the retries are used up", () => {
    const mapping = aMapping({ batchSize: 2, maximumRetries: 1 });
    batchAt(mapping, start);
    expect(finish(mapping, functionError, start)).toBeUndefined();
    batchAt(mapping, start + 1000);
    const discard = finish(mapping, functionError, start + 1000);
    expect(discard).toMatchObject({ condition: "RetryAttemptsExhausted", attempts: 2 });
    expect(numbersOf(discard?.records ?? [])).toEqual([0, 1]);
    expect(batchAt(mapping, start + 1000)).toEqual([2, 3]);
  });

  it("is cut in two halves when bisecting, which costs no retry", () => {
    const mapping = aMapping({ bisect: true, maximumRetries: 0 });
    batchAt(mapping, start);
    expect(finish(mapping, functionError, start)).toBeUndefined();
    expect(batchAt(mapping, start + 100)).toEqual([0, 1]);
    finish(mapping, done, start + 100);
    expect(batchAt(mapping, start + 100)).toEqual([2, 3]);
    finish(mapping, functionError, start + 100);
    expect(batchAt(mapping, start + 1000)).toEqual([2]);
    expect(numbersOf(finish(mapping, functionError, start + 1000)?.records ?? [])).toEqual([2]);
    expect(batchAt(mapping, start + 1000)).toEqual([3]);
  });

  it("by a throttle never counts against the retries", () => {
    const mapping = aMapping({ maximumRetries: 0 });
    batchAt(mapping, start);
    expect(finish(mapping, throttled, start)).toBeUndefined();
    expect(batchAt(mapping, start + 100)).toEqual([0, 1, 2, 3]);
  });
});

describe("the age limit", () => {
  it("gives up what is older, and goes on with the rest", () => {
    const mapping = aMapping({ maximumAgeSeconds: 60 }, 2);
    offer(mapping, [aRecord(2)], start + 30_000, random, noFaults);
    const next = step(mapping, start + 61_000, random, noFaults);
    expect("discard" in next && next.discard.condition).toBe("RecordAgeExceeded");
    expect("discard" in next && numbersOf(next.discard.records)).toEqual([0, 1]);
    expect(batchAt(mapping, start + 61_000)).toEqual([2]);
  });

  // DynamoDB developer guide, "Change data capture for DynamoDB Streams": records are kept for 24 hours.
  it("is a day when the mapping sets none", () => {
    const mapping = aMapping();
    expect(batchAt(mapping, start + 86_400_000)).toEqual([0, 1, 2, 3]);
    expect("discard" in step(mapping, start + 86_400_001, random, noFaults)).toBe(true);
  });
});

describe("interleave", () => {
  it("keeps the records of each item in order and the sequence numbers rising", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", "c")), fc.integer(), (items, seed) => {
        const records = items.map((item, index) => ({ ...aRecord(index, item), eventName: String(index) }));
        const mixed = interleave(records, createRandom(seed));
        expect(mixed.map((record) => record.dynamodb.SequenceNumber)).toEqual(
          records.map((record) => record.dynamodb.SequenceNumber),
        );
        for (const item of ["a", "b", "c"]) {
          const own = (list: readonly StreamRecord[]) =>
            list
              .filter((record) => JSON.stringify(record.dynamodb.Keys).includes(`"${item}"`))
              .map((record) => record.eventName);
          expect(own(mixed)).toEqual(own(records));
        }
      }),
    );
  });
});

const outcomes = fc.array(
  fc.oneof(
    fc.constant({ kind: "done" as const }),
    fc.constant({ kind: "error" as const }),
    fc.constant({ kind: "throttle" as const }),
    fc.constant({ kind: "malformed" as const }),
    fc.record({ kind: fc.constant("partial" as const), at: fc.nat(20) }),
  ),
  { maxLength: 60 },
);

describe("any sequence of outcomes", () => {
  it("hands every record over in order until it is done or given up, and skips none", () => {
    fc.assert(
      fc.property(
        outcomes,
        fc.nat(12),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.integer(),
        (results, count, batchSize, bisect, seed) => {
          const chance = createRandom(seed);
          const mapping = aMapping({ batchSize, bisect, maximumRetries: 3 }, count);
          const plan = { ...noFaults, duplicate: 0.2, delaySeconds: 1 };
          const closed: number[] = [];
          const give = (discard: Discard | undefined) => closed.push(...numbersOf(discard?.records ?? []));
          let now = start;
          let finished = -1;
          for (let turn = 0; mapping.waiting.length + mapping.work.length > 0; turn += 1) {
            const next = step(mapping, now, chance, plan);
            if ("discard" in next) {
              give(next.discard);
              continue;
            }
            if (!("batch" in next)) {
              now += next.waitMilliseconds ?? 0;
              continue;
            }
            const numbers = numbersOf(next.batch.records);
            // Nothing is handed over before all that is below it is closed; a repeat may only begin below.
            expect(numbers[0]).toBeLessThanOrEqual(finished + 1);
            const outcome = results[turn] ?? { kind: "done" as const };
            const at = outcome.kind === "partial" ? outcome.at % numbers.length : 0;
            const answers: Record<string, InvokeResult> = {
              done,
              error: functionError,
              throttle: throttled,
              malformed: failedAt(null),
              partial: failedAt(String(100 + (numbers[at] ?? 0))),
            };
            const discard = settle(mapping, answers[outcome.kind] ?? done, now, chance, plan);
            if (outcome.kind === "done") closed.push(...numbers);
            if (outcome.kind === "partial") closed.push(...numbers.slice(0, at));
            give(discard);
            finished = Math.max(finished, ...closed);
          }
          expect([...new Set(closed)].sort((left, right) => left - right)).toEqual(
            Array.from({ length: count }, (_, index) => index),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});
