import type { Disturbance } from "../faults.ts";
import type { InvokeResult, Random } from "../ports.ts";
import { itemFailures } from "./partial-response.ts";
import { matches, type Pattern } from "./pattern.ts";

/** A record of a DynamoDB stream as a Lambda event carries it. */
export type StreamRecord = {
  readonly eventName: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly Keys: unknown;
    readonly ApproximateCreationDateTime: number;
  };
};

export type StreamSettings = {
  /** A record passes that matches one of them; none lets all pass. */
  readonly filters: readonly Pattern[];
  readonly batchSize: number;
  readonly maximumRetries: number;
  readonly maximumAgeSeconds: number;
};

/** A record and when it came; a delayed one cannot be read before `readableAt`. */
type Waiting = { readonly record: StreamRecord; readonly arrivedAt: number; readonly readableAt: number };
type Batch = {
  readonly records: readonly Waiting[];
  /** Failed invocations that count against the retry quota. */
  readonly retries: number;
  /** All invocations in a row without progress: the backoff grows with them. */
  readonly attempts: number;
  readonly notBefore: number;
  /** It was done once already. */
  readonly again: boolean;
};

/**
 * An event source mapping on one shard, with bisecting and partial batch responses: what has arrived, and the work at its
 * head. Nothing behind the head is handed over before the head is done or discarded, which is what keeps each item's
 * records in order.
 */
export type StreamMapping = { readonly settings: StreamSettings; waiting: Waiting[]; work: Batch[] };

export type Discard = {
  readonly records: readonly Waiting[];
  readonly condition: "RetryAttemptsExhausted" | "RecordAgeExceeded";
  readonly attempts: number;
};
export type Step = { readonly batch: Batch } | { readonly discard: Discard } | { readonly waitMilliseconds?: number };

export function createStreamMapping(settings: StreamSettings): StreamMapping {
  return { settings, waiting: [], work: [] };
}

/** Takes records in from the stream, never past each other; those that match no filter are passed over for ever. */
export function offer(
  mapping: StreamMapping,
  records: readonly StreamRecord[],
  now: number,
  random: Random,
  disturbance: Disturbance,
): void {
  const { filters } = mapping.settings;
  const ordered = disturbance.reorder ? interleave(records, random) : records;
  const admitted = ordered.filter(
    (record) => filters.length === 0 || filters.some((filter) => matches(filter, record)),
  );
  const readableAt = Math.max(now + disturbance.delayMilliseconds, mapping.waiting.at(-1)?.readableAt ?? 0);
  mapping.waiting.push(...admitted.map((record) => ({ record, arrivedAt: now, readableAt })));
}

/** What to do now: invoke with a batch (it stays at the head until `settle`), give records up, or wait. */
export function step(mapping: StreamMapping, now: number): Step {
  if (mapping.work.length === 0) cut(mapping, now);
  const head = mapping.work[0];
  if (head === undefined) {
    const next = mapping.waiting[0];
    return next === undefined ? {} : { waitMilliseconds: next.readableAt - now };
  }
  const fresh = head.records.findIndex((waiting) => !tooOld(waiting, mapping.settings, now));
  if (fresh !== 0) {
    const split = fresh === -1 ? head.records.length : fresh;
    replaceHead(mapping, split < head.records.length ? [{ ...head, records: head.records.slice(split) }] : []);
    return {
      discard: { records: head.records.slice(0, split), condition: "RecordAgeExceeded", attempts: head.attempts },
    };
  }
  return head.notBefore > now ? { waitMilliseconds: head.notBefore - now } : { batch: head };
}

/**
 * Moves the checkpoint by the result of the head's invocation. All done: next batch, or the same one again where the
 * delivery is duplicated. A partial answer: go on from the lowest returned sequence number; AWS's pages leave open whether
 * retries counted before such progress still count, here they do not. A failure: two halves, which costs no retry, and of
 * a single record a retry until the quota is used up. A throttle never counts (Lambda developer guide, "Retain discarded
 * records for a DynamoDB event source").
 */
export function settle(
  mapping: StreamMapping,
  result: InvokeResult,
  now: number,
  disturbance: Disturbance,
): Discard | undefined {
  const head = mapping.work[0];
  if (head === undefined) return undefined;
  const attempts = head.attempts + 1;
  const notBefore = now + backoffMilliseconds(attempts);
  const failedFrom = firstFailure(head, result);
  if (failedFrom === "none") {
    const again = disturbance.duplicate && !head.again;
    replaceHead(mapping, again ? [{ ...head, again }] : []);
    return undefined;
  }
  if (!result.ok && result.failure === "throttle") {
    replaceHead(mapping, [{ ...head, attempts, notBefore }]);
    return undefined;
  }
  if (failedFrom === "all" && head.records.length > 1) {
    const middle = Math.ceil(head.records.length / 2);
    const halves = [head.records.slice(0, middle), head.records.slice(middle)];
    replaceHead(
      mapping,
      halves.map((records) => ({ ...head, records, attempts, notBefore })),
    );
    return undefined;
  }
  if (typeof failedFrom === "number" && failedFrom > 0) {
    const rest = { records: head.records.slice(failedFrom), retries: 0, attempts: 0 };
    replaceHead(mapping, [{ ...head, ...rest, notBefore: now + backoffMilliseconds(1) }]);
    return undefined;
  }
  if (head.retries >= mapping.settings.maximumRetries) {
    replaceHead(mapping, []);
    return { records: head.records, condition: "RetryAttemptsExhausted", attempts };
  }
  replaceHead(mapping, [{ ...head, retries: head.retries + 1, attempts, notBefore }]);
  return undefined;
}

/** AWS does not publish its backoff: here 100 ms, doubled each time, at most 10 s. */
export function backoffMilliseconds(attempts: number): number {
  return Math.min(10_000, 100 * 2 ** (attempts - 1));
}

/** A stream's records with items interleaved anew: AWS orders the records of one item, not those of two. */
export function interleave(records: readonly StreamRecord[], random: Random): StreamRecord[] {
  const byItem = new Map<string, StreamRecord[]>();
  for (const record of records) {
    const item = JSON.stringify(record.dynamodb.Keys);
    byItem.set(item, [...(byItem.get(item) ?? []), record]);
  }
  const items = [...byItem.values()];
  return records.map(({ dynamodb: { SequenceNumber } }) => {
    const left = items.filter((own) => own.length > 0);
    const record = left[Math.floor(random() * left.length)]?.shift();
    if (record === undefined) throw new Error("interleave: fewer records than places");
    return { ...record, dynamodb: { ...record.dynamodb, SequenceNumber } };
  });
}

function cut(mapping: StreamMapping, now: number): void {
  const late = mapping.waiting.findIndex(({ readableAt }) => readableAt > now);
  const readable = late === -1 ? mapping.waiting.length : late;
  const records = mapping.waiting.splice(0, Math.min(readable, mapping.settings.batchSize));
  if (records.length > 0) mapping.work = [{ records, retries: 0, attempts: 0, notBefore: now, again: false }];
}

/** The index of the first record not done; "all" when the batch as a whole failed. */
function firstFailure(batch: Batch, result: InvokeResult): "none" | "all" | number {
  if (!result.ok) return "all";
  const failures = itemFailures(result.payload);
  if (typeof failures === "string") return failures;
  const numbers = batch.records.map((waiting) => waiting.record.dynamodb.SequenceNumber);
  const indexes = failures.map((number) => numbers.indexOf(number));
  return indexes.includes(-1) ? "all" : Math.min(...indexes);
}

function replaceHead(mapping: StreamMapping, batches: readonly Batch[]): void {
  mapping.work.splice(0, 1, ...batches);
}

function tooOld(waiting: Waiting, settings: StreamSettings, now: number): boolean {
  return now - waiting.arrivedAt > settings.maximumAgeSeconds * 1000;
}
