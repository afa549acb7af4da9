import type { InvokeResult, Random } from "../ports.ts";
import { itemFailures } from "./partial-response.ts";
import { matches, type Pattern } from "./pattern.ts";
import type { Plan } from "./plan.ts";

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
  readonly filters: readonly Pattern[];
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly bisect: boolean;
  /** −1 is without end, as for the age. */
  readonly maximumRetries: number;
  readonly maximumAgeSeconds: number;
  readonly reportsItemFailures: boolean;
};

type Waiting = { readonly record: StreamRecord; readonly arrivedAt: number };
type Batch = {
  readonly records: readonly Waiting[];
  /** Failed invocations that count against the retry quota. */
  readonly retries: number;
  /** All invocations in a row without progress: the backoff grows with them. */
  readonly attempts: number;
  readonly notBefore: number;
  readonly again: boolean;
};

/**
 * An event source mapping on one shard: what has arrived, and the work at its head. Nothing behind the head is handed
 * over before the head is done or discarded, which is what keeps each item's records in order.
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

/** Takes records in from the stream; those that match no filter are passed over for ever. */
export function offer(
  mapping: StreamMapping,
  records: readonly StreamRecord[],
  now: number,
  random: Random,
  plan: Plan,
): void {
  const { filters } = mapping.settings;
  const ordered = plan.reorder ? interleave(records, random) : records;
  const admitted = ordered.filter(
    (record) => filters.length === 0 || filters.some((filter) => matches(filter, record)),
  );
  mapping.waiting.push(...admitted.map((record) => ({ record, arrivedAt: now })));
}

/** What to do now: invoke with a batch (it stays at the head until `settle`), give records up, or wait. */
export function step(mapping: StreamMapping, now: number, random: Random, plan: Plan): Step {
  if (mapping.work.length === 0) cut(mapping, now, random, plan);
  const head = mapping.work[0];
  if (head === undefined)
    return mapping.waiting[0] === undefined ? {} : { waitMilliseconds: windowEnd(mapping, mapping.waiting[0]) - now };
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
 * Moves the checkpoint by the result of the head's invocation. All done: next batch. A partial answer: go on from the
 * lowest returned sequence number; AWS's pages leave open whether retries counted before such progress still count,
 * here they do not. A failure: two halves when bisecting, which costs no retry, else a retry until the quota is used
 * up. A throttle never counts (Lambda developer guide, "Retain discarded records for a DynamoDB event source").
 */
export function settle(
  mapping: StreamMapping,
  result: InvokeResult,
  now: number,
  random: Random,
  plan: Plan,
): Discard | undefined {
  const head = mapping.work[0];
  if (head === undefined) return undefined;
  const attempts = head.attempts + 1;
  const retryAt = now + backoffMilliseconds(attempts);
  const failedFrom = firstFailure(head, result, mapping.settings);
  if (failedFrom === "none") {
    const again = !head.again && random() < plan.duplicate;
    replaceHead(mapping, again ? [{ ...head, again }] : []);
    return undefined;
  }
  if (!result.ok && result.failure === "throttle") {
    replaceHead(mapping, [{ ...head, attempts, notBefore: retryAt }]);
    return undefined;
  }
  if (failedFrom === "all" && mapping.settings.bisect && head.records.length > 1) {
    const middle = Math.ceil(head.records.length / 2);
    const halves = [head.records.slice(0, middle), head.records.slice(middle)];
    replaceHead(
      mapping,
      halves.map((records) => ({ ...head, records, attempts, notBefore: retryAt })),
    );
    return undefined;
  }
  if (typeof failedFrom === "number" && failedFrom > 0) {
    replaceHead(mapping, [
      {
        ...head,
        records: head.records.slice(failedFrom),
        retries: 0,
        attempts: 0,
        notBefore: now + backoffMilliseconds(1),
      },
    ]);
    return undefined;
  }
  const { maximumRetries } = mapping.settings;
  if (maximumRetries >= 0 && head.retries >= maximumRetries) {
    replaceHead(mapping, []);
    return { records: head.records, condition: "RetryAttemptsExhausted", attempts };
  }
  replaceHead(mapping, [{ ...head, retries: head.retries + 1, attempts, notBefore: retryAt }]);
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

function cut(mapping: StreamMapping, now: number, random: Random, plan: Plan): void {
  const oldest = mapping.waiting[0];
  const { batchSize } = mapping.settings;
  if (oldest === undefined || (mapping.waiting.length < batchSize && windowEnd(mapping, oldest) > now)) return;
  const records = mapping.waiting.splice(0, batchSize);
  mapping.work = [
    {
      records,
      retries: 0,
      attempts: 0,
      notBefore: now + Math.round(random() * plan.delaySeconds * 1000),
      again: false,
    },
  ];
}

/** The index of the first record not done; "all" when the batch as a whole failed. */
function firstFailure(batch: Batch, result: InvokeResult, settings: StreamSettings): "none" | "all" | number {
  if (!result.ok) return "all";
  if (!settings.reportsItemFailures) return "none";
  const failures = itemFailures(result.payload);
  if (typeof failures === "string") return failures;
  const numbers = batch.records.map((waiting) => waiting.record.dynamodb.SequenceNumber);
  const indexes = failures.map((number) => numbers.indexOf(number));
  return indexes.includes(-1) ? "all" : Math.min(...indexes);
}

function replaceHead(mapping: StreamMapping, batches: readonly Batch[]): void {
  mapping.work.splice(0, 1, ...batches);
}

function windowEnd(mapping: StreamMapping, oldest: Waiting): number {
  return oldest.arrivedAt + mapping.settings.windowSeconds * 1000;
}

/** A stream keeps records for 24 hours, whatever the mapping says (DynamoDB developer guide, "DynamoDB Streams"). */
function tooOld(waiting: Waiting, settings: StreamSettings, now: number): boolean {
  const limitSeconds = settings.maximumAgeSeconds < 0 ? 86_400 : Math.min(86_400, settings.maximumAgeSeconds);
  return now - waiting.arrivedAt > limitSeconds * 1000;
}
