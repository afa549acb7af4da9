import type { Cancel, Context, Resource } from "../ports.ts";
import { failureObject, type StoredObject } from "./failure-record.ts";
import { nameOf } from "./ids.ts";
import { list, record } from "./input.ts";
import type { Pattern } from "./pattern.ts";
import type { Plan } from "./plan.ts";
import { createStreamMapping, offer, type StreamRecord, settle, step } from "./stream.ts";

export type StreamDriver = {
  readonly offer: (records: readonly StreamRecord[], shardId: string) => void;
  readonly busy: () => boolean;
  readonly stop: () => void;
};

/** Drives one stream mapping of the template: one invocation at a time, in the order of the shard. */
export function createStreamDriver(
  resource: Resource,
  context: Context,
  plan: () => Plan,
  store: (object: StoredObject) => void,
): StreamDriver {
  const { clock, random, invoke, metrics } = context;
  const { properties } = resource;
  const functionName = nameOf(String(properties.FunctionName));
  const bucket = record(record(properties, "DestinationConfig"), "OnFailure").Destination;
  const mapping = createStreamMapping(settingsOf(properties));
  const source = {
    mappingId: resource.ref,
    functionArn: String(properties.FunctionName),
    streamArn: String(properties.EventSourceArn),
  };
  let shardId = "";
  let running = false;
  let stopped = false;
  let cancelWait: Cancel = () => {};

  async function run(): Promise<void> {
    if (running || stopped) return;
    running = true;
    cancelWait();
    for (;;) {
      const next = step(mapping, clock.now(), random, plan());
      let discard = "discard" in next ? next.discard : undefined;
      if ("batch" in next) {
        const Records = next.batch.records.map((waiting) => waiting.record);
        const newest = next.batch.records.at(-1)?.arrivedAt ?? clock.now();
        metrics.put("AWS/Lambda", "IteratorAge", { FunctionName: functionName }, clock.now() - newest);
        discard = settle(mapping, await invoke(functionName, { Records }), clock.now(), random, plan());
      } else if (discard === undefined) {
        if ("waitMilliseconds" in next && !stopped) cancelWait = clock.after(next.waitMilliseconds, () => void run());
        break;
      }
      if (stopped) break;
      if (discard !== undefined && typeof bucket === "string") {
        const dimensions = { EventSourceMappingUUID: resource.ref };
        metrics.put("AWS/Lambda", "OnFailureDestinationDeliveredEventCount", dimensions, discard.records.length);
        store(failureObject(discard, { ...source, shardId }, nameOf(bucket), clock.now(), random));
      }
    }
    running = false;
  }

  return {
    offer(records, from) {
      shardId = from;
      offer(mapping, records, clock.now(), random, plan());
      void run();
    },
    busy: () => running || mapping.waiting.length > 0 || mapping.work.length > 0,
    stop() {
      stopped = true;
      cancelWait();
    },
  };
}

/** Defaults: Lambda developer guide, "Lambda parameters for Amazon DynamoDB event source mappings". */
function settingsOf(properties: Resource["properties"]) {
  const filters = list<{ readonly Pattern: string }>(record(properties, "FilterCriteria"), "Filters");
  return {
    filters: filters.map((filter) => JSON.parse(filter.Pattern) as Pattern),
    batchSize: Number(properties.BatchSize ?? 100),
    windowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
    bisect: properties.BisectBatchOnFunctionError === true,
    maximumRetries: Number(properties.MaximumRetryAttempts ?? -1),
    maximumAgeSeconds: Number(properties.MaximumRecordAgeInSeconds ?? -1),
    reportsItemFailures: list(properties, "FunctionResponseTypes").includes("ReportBatchItemFailures"),
  };
}
