import type { OnItsWay } from "../faults.ts";
import type { Cancel, Context, Resource } from "../ports.ts";
import { type Disturb, lost, timedOut } from "./disturb.ts";
import { failureObject, type StoredObject } from "./failure-record.ts";
import { nameOf } from "./ids.ts";
import { list, onFailureArn, record } from "./input.ts";
import type { Pattern } from "./pattern.ts";
import { createStreamMapping, type Discard, offer, type StreamRecord, settle, step } from "./stream.ts";

export type StreamDriver = {
  readonly offer: (records: readonly StreamRecord[], shardId: string) => void;
  readonly busy: () => boolean;
  readonly stop: () => void;
};

/** Drives one stream mapping of the template: one invocation at a time, in the order of the shard. */
export function createStreamDriver(
  resource: Resource,
  context: Context,
  disturb: Disturb,
  store: (object: StoredObject) => void,
): StreamDriver {
  const { background, clock, random, invoke, metrics } = context;
  const { properties } = resource;
  const functionName = nameOf(String(properties.FunctionName));
  const bucket = onFailureArn(properties);
  const mapping = createStreamMapping(settingsOf(properties));
  const source = sourceOf(resource);
  let shardId = "";
  let running = false;
  let stopped = false;
  let cancelWait: Cancel = () => {};

  async function run(): Promise<void> {
    if (running || stopped) return;
    running = true;
    try {
      await runSteps();
    } finally {
      running = false;
    }
  }

  async function runSteps(): Promise<void> {
    cancelWait();
    for (;;) {
      const next = step(mapping, clock.now());
      let discard = "discard" in next ? next.discard : undefined;
      if ("batch" in next) {
        discard = await handOver(next.batch.records);
      } else if (discard === undefined) {
        if ("waitMilliseconds" in next && !stopped)
          cancelWait = clock.after(next.waitMilliseconds, () => background(run()));
        break;
      }
      if (stopped) break;
      if (discard !== undefined) {
        const dimensions = { EventSourceMappingUUID: resource.ref };
        metrics.put("AWS/Lambda", "OnFailureDestinationDeliveredEventCount", dimensions, discard.records.length);
        store(failureObject(discard, { ...source, shardId }, nameOf(bucket), clock.now(), random));
      }
    }
  }

  async function handOver(waiting: Discard["records"]): Promise<Discard | undefined> {
    const Records = waiting.map(({ record }) => record);
    const newest = waiting.at(-1)?.arrivedAt ?? clock.now();
    metrics.put("AWS/Lambda", "IteratorAge", { FunctionName: functionName }, clock.now() - newest);
    const disturbance = onItsWay(["duplicate", "drop", "timeout"], Records);
    const options = disturbance.timeout ? timedOut : {};
    const result = disturbance.drop ? lost : await invoke(functionName, { Records }, options);
    return settle(mapping, result, clock.now(), disturbance);
  }

  const onItsWay = (may: OnItsWay["may"], records: readonly StreamRecord[]) =>
    disturb({ to: functionName, from: "stream", may, what: numbersOf(records) });

  return {
    offer(records, from) {
      shardId = from;
      offer(mapping, records, clock.now(), random, onItsWay(["delay", "reorder"], records));
      background(run());
    },
    busy: () => running || mapping.waiting.length > 0 || mapping.work.length > 0,
    stop() {
      stopped = true;
      cancelWait();
    },
  };
}

function numbersOf(records: readonly StreamRecord[]): string {
  return records.map(({ dynamodb }) => dynamodb.SequenceNumber).join(", ");
}

/** What a failure record says of where its records came from. */
function sourceOf({ ref, properties }: Resource) {
  return {
    mappingId: ref,
    functionArn: String(properties.FunctionName),
    streamArn: String(properties.EventSourceArn),
  };
}

function settingsOf(properties: Resource["properties"]) {
  const filters = list<{ readonly Pattern: string }>(record(properties, "FilterCriteria"), "Filters");
  return {
    filters: filters.map((filter) => JSON.parse(filter.Pattern) as Pattern),
    batchSize: Number(properties.BatchSize),
    maximumRetries: Number(properties.MaximumRetryAttempts),
    maximumAgeSeconds: Number(properties.MaximumRecordAgeInSeconds),
  };
}
