import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { undisturbed } from "../faults.ts";
import type { InvokeResult } from "../ports.ts";
import { createRandom } from "../random.ts";
import { functionError, throttled } from "./fake-context.ts";
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
function failedAt(...identifiers: unknown[]): InvokeResult {
  return {
    ok: true,
    payload: { batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) },
  };
}

function aRecord(number: number, item = "a"): StreamRecord {
  const dynamodb = { SequenceNumber: String(100 + number), Keys: { pk: { S: item } }, ApproximateCreationDateTime: 0 };
  return { eventName: "INSERT", dynamodb };
}
function aMapping(settings: Partial<StreamSettings> = {}, count = 4): StreamMapping {
  const mapping = createStreamMapping({
    filters: [],
    batchSize: 100,
    maximumRetries: 50,
    maximumAgeSeconds: 21_600,
    ...settings,
  });
  offer(
    mapping,
    Array.from({ length: count }, (_, index) => aRecord(index)),
    start,
    random,
    undisturbed,
  );
  return mapping;
}
function numbersOf(records: readonly { readonly record: StreamRecord }[]) {
  return records.map(({ record }) => Number(record.dynamodb.SequenceNumber) - 100);
}
function batchAt(mapping: StreamMapping, now: number) {
  const next = step(mapping, now);
  return "batch" in next ? numbersOf(next.batch.records) : next;
}
function finish(mapping: StreamMapping, result: InvokeResult, now: number) {
  return settle(mapping, result, now, undisturbed);
}

describe("batches", () => {
  // Lambda developer guide, "Polling and batching streams".
  it("holds at most the batch size, in the order of the stream", () => {
    const mapping = aMapping({ batchSize: 3 });
    expect(batchAt(mapping, start)).toEqual([0, 1, 2]);
    finish(mapping, done, start);
    expect(batchAt(mapping, start)).toEqual([3]);
    finish(mapping, done, start);
    expect(batchAt(mapping, start)).toEqual({});
  });

  // Lambda developer guide, "Event filtering": what matches no filter is passed over, the iterator moves on.
  it("leaves out what matches none of the filters", () => {
    const mapping = aMapping({ filters: [{ eventName: ["REMOVE"] }, { dynamodb: { Keys: { pk: { S: ["b"] } } } }] });
    offer(mapping, [aRecord(4, "b"), { ...aRecord(5), eventName: "REMOVE" }], start, random, undisturbed);
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
  ])("fails the whole batch, which is cut in two, when it has %s", (_, result) => {
    const mapping = aMapping();
    batchAt(mapping, start);
    finish(mapping, result, start);
    expect(batchAt(mapping, start + 10_000)).toEqual([0, 1]);
  });
});

// Lambda developer guide, "Retain discarded records for a DynamoDB event source" and "Lambda parameters for Amazon
// DynamoDB event source mappings": BisectBatchOnFunctionError, MaximumRetryAttempts.
describe("a failed invocation", () => {
  it("is retried with growing pauses, and blocks what is behind it", () => {
    const mapping = aMapping({ batchSize: 1 });
    batchAt(mapping, start);
    finish(mapping, functionError, start);
    expect(batchAt(mapping, start)).toEqual({ waitMilliseconds: backoffMilliseconds(1) });
    expect(batchAt(mapping, start + 100)).toEqual([0]);
    finish(mapping, functionError, start + 100);
    expect(batchAt(mapping, start + 100)).toEqual({ waitMilliseconds: backoffMilliseconds(2) });
    expect(backoffMilliseconds(30)).toBe(10_000);
  });

  it("is given up when the retries are used up", () => {
    const mapping = aMapping({ batchSize: 1, maximumRetries: 1 });
    batchAt(mapping, start);
    expect(finish(mapping, functionError, start)).toBeUndefined();
    batchAt(mapping, start + 1000);
    const discard = finish(mapping, functionError, start + 1000);
    expect(discard).toMatchObject({ condition: "RetryAttemptsExhausted", attempts: 2 });
    expect(numbersOf(discard?.records ?? [])).toEqual([0]);
    expect(batchAt(mapping, start + 1000)).toEqual([1]);
  });

  it("is cut in two halves, which costs no retry", () => {
    const mapping = aMapping({ maximumRetries: 0 });
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

// Lambda developer guide, "Lambda parameters for Amazon DynamoDB event source mappings": MaximumRecordAgeInSeconds.
describe("the age limit", () => {
  it("gives up what is older, and goes on with the rest", () => {
    const mapping = aMapping({ maximumAgeSeconds: 60 }, 2);
    offer(mapping, [aRecord(2)], start + 30_000, random, undisturbed);
    const next = step(mapping, start + 61_000);
    expect("discard" in next && next.discard.condition).toBe("RecordAgeExceeded");
    expect("discard" in next && numbersOf(next.discard.records)).toEqual([0, 1]);
    expect(batchAt(mapping, start + 61_000)).toEqual([2]);
  });
});

describe("a disturbed delivery", () => {
  it("that is delayed cannot be read before, and nothing overtakes it", () => {
    const mapping = aMapping({}, 0);
    offer(mapping, [aRecord(0)], start, random, { ...undisturbed, delayMilliseconds: 5_000 });
    offer(mapping, [aRecord(1)], start + 1_000, random, undisturbed);
    expect(batchAt(mapping, start + 1_000)).toEqual({ waitMilliseconds: 4_000 });
    expect(batchAt(mapping, start + 5_000)).toEqual([0, 1]);
  });

  it("that is duplicated hands the batch over once more", () => {
    const mapping = aMapping();
    for (const duplicate of [true, true]) {
      expect(batchAt(mapping, start)).toEqual([0, 1, 2, 3]);
      settle(mapping, done, start, { ...undisturbed, duplicate });
    }
    expect(batchAt(mapping, start)).toEqual({});
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
        fc.integer(),
        (results, count, batchSize, seed) => {
          const chance = createRandom(seed);
          const mapping = aMapping({ batchSize, maximumRetries: 3 }, count);
          const closed: number[] = [];
          const give = (discard: Discard | undefined) => closed.push(...numbersOf(discard?.records ?? []));
          let now = start;
          let finished = -1;
          for (let turn = 0; mapping.waiting.length + mapping.work.length > 0; turn += 1) {
            const next = step(mapping, now);
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
            const discard = settle(mapping, answers[outcome.kind] ?? done, now, {
              ...undisturbed,
              duplicate: chance() < 0.2,
            });
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

describe("a poison record", () => {
  it("is alone in what is given up, however many good ones share its batch", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(99), (count, place) => {
        const poison = place % count;
        const mapping = aMapping({ maximumRetries: 2 }, count);
        const handled: number[] = [];
        const given: number[] = [];
        let [now, invocations] = [start, 0];
        for (let next = step(mapping, now); "batch" in next || "waitMilliseconds" in next; next = step(mapping, now)) {
          if (!("batch" in next)) {
            now += next.waitMilliseconds ?? 0;
            continue;
          }
          const numbers = numbersOf(next.batch.records);
          const fails = numbers.includes(poison);
          invocations += 1;
          given.push(...numbersOf(finish(mapping, fails ? functionError : done, now)?.records ?? []));
          if (!fails) handled.push(...numbers);
        }
        expect(given).toEqual([poison]);
        expect(handled).toEqual(Array.from({ length: count }, (_, index) => index).filter((index) => index !== poison));
        expect(invocations).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(count)) + 3);
      }),
    );
  });
});
