import type { Context, Part, Resource, Resources, Service } from "../ports.ts";
import type { Disturb } from "./disturb.ts";
import type { Buckets } from "./failure-record.ts";
import { isLambda, nameOf } from "./ids.ts";
import { list, missing, onFailureArn, record } from "./input.ts";
import { unsupportedIn } from "./pattern.ts";
import { createQueueMapping } from "./queue-mapping.ts";
import type { Queues } from "./queues.ts";
import { createStreamDriver } from "./stream-mapping.ts";
import { createStreamReader } from "./stream-reader.ts";

export const eventSources = {
  source: "Lambda Developer Guide",
  types: {
    "AWS::Lambda::EventSourceMapping": {
      model: "delivery/stream.ts",
      supports: [
        ...["EventSourceArn", "FunctionName", "BatchSize", "FunctionResponseTypes", "FilterCriteria.Filters.Pattern"],
        ...["BisectBatchOnFunctionError", "MaximumRetryAttempts", "MaximumRecordAgeInSeconds", "StartingPosition"],
        ...["DestinationConfig.OnFailure.Destination", "ScalingConfig.MaximumConcurrency"],
        // Without effect: the metrics are there in any case.
        "MetricsConfig.Metrics",
      ],
      refuses: unsupportedInMapping,
    },
  },
  create: createEventSources,
} satisfies Service;

export type EventSourceNeeds = {
  readonly context: Context;
  readonly disturb: Disturb;
  readonly queues: Queues;
  readonly buckets: Buckets;
  readonly dynamodbEndpoint: string;
  /** Registers a listener that runs after each write to a table. */
  readonly onTableWrite: (listener: () => void) => void;
};

/** The mappings of queues and streams to functions. */
function createEventSources(needs: EventSourceNeeds): Part {
  const mappings = needs.context.resources
    .ofType("AWS::Lambda::EventSourceMapping")
    .map((mapping) =>
      isQueue(mapping)
        ? createQueueMapping(mapping, needs.context, needs.queues, needs.disturb)
        : createStream(mapping, needs),
    );
  return {
    apis: [],
    busy: () => mappings.some((mapping) => mapping.busy()),
    start() {
      for (const mapping of mappings) mapping.start();
    },
    stop() {
      for (const mapping of mappings) mapping.stop();
    },
  };
}

/** The function that a queue's messages end at, or a target itself. */
export function consumers(resources: Resources): (arn: string) => string | undefined {
  const bySource = new Map(
    resources
      .ofType("AWS::Lambda::EventSourceMapping")
      .map(({ properties }) => [String(properties.EventSourceArn), nameOf(String(properties.FunctionName))]),
  );
  return (arn) => (isLambda(arn) ? nameOf(arn) : bySource.get(arn));
}

function isQueue({ properties }: Resource): boolean {
  return String(properties.EventSourceArn).startsWith("arn:aws:sqs:");
}

function createStream(
  mapping: Resource,
  { context, disturb, buckets, dynamodbEndpoint, onTableWrite }: EventSourceNeeds,
) {
  const { resources, clock, logs } = context;
  const streamArn = String(mapping.properties.EventSourceArn);
  const table = resources.all.find((resource) => resource.attributes.StreamArn === streamArn);
  if (table === undefined) throw new Error(`${mapping.logicalId}: no table has the stream ${streamArn}`);
  const driver = createStreamDriver(mapping, context, disturb, buckets.store);
  const reader = createStreamReader({
    ...{ tableName: table.ref, streamArn, clock, logs },
    endpoint: dynamodbEndpoint,
    onRecords: driver.offer,
  });
  onTableWrite(() => reader.poke());
  return {
    start: () => reader.start(),
    busy: () => reader.busy() || driver.busy(),
    stop() {
      reader.stop();
      driver.stop();
    },
  };
}

function unsupportedInMapping(properties: Resource["properties"]): readonly (string | false)[] {
  const source = String(properties.EventSourceArn);
  const common = [
    !list(properties, "FunctionResponseTypes").includes("ReportBatchItemFailures") &&
      "FunctionResponseTypes: only with ReportBatchItemFailures",
    ...missing(properties, ["BatchSize"]),
  ];
  if (source.startsWith("arn:aws:sqs:")) {
    return [
      ...common,
      Number(properties.BatchSize) > 10 && "BatchSize: more than one receive brings",
      properties.FilterCriteria !== undefined && "FilterCriteria: on a queue",
      ...missing(record(properties, "ScalingConfig"), ["MaximumConcurrency"]),
    ];
  }
  if (!source.startsWith("arn:aws:dynamodb:")) return [`EventSourceArn: ${source}`];
  const filters = list<{ readonly Pattern: string }>(record(properties, "FilterCriteria"), "Filters");
  const onFailure = onFailureArn(properties);
  return [
    ...common,
    ...filters
      .flatMap(({ Pattern }) => unsupportedIn(JSON.parse(Pattern)))
      .map((problem) => `FilterCriteria: ${problem}`),
    properties.StartingPosition !== "TRIM_HORIZON" && "StartingPosition: only TRIM_HORIZON",
    properties.BisectBatchOnFunctionError !== true && "BisectBatchOnFunctionError: only true",
    ...missing(properties, ["MaximumRetryAttempts", "MaximumRecordAgeInSeconds"]),
    !onFailure.startsWith("arn:aws:s3:") && `DestinationConfig: ${onFailure} is no bucket`,
  ];
}
