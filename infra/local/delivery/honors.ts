import type { Honors, Resource, Resources } from "../ports.ts";
import { list, record } from "./input.ts";
import { type InputTransformer, unsupportedInTransformer } from "./input-transformer.ts";
import { logFilter } from "./log-filter.ts";
import { unsupportedIn } from "./pattern.ts";
import { periodOf } from "./schedule.ts";

/** Queues' encryption, metric switches and the bucket's own settings change nothing here; all else does what it does on AWS. */
export const honors: Honors = {
  "AWS::SQS::Queue": [
    "QueueName",
    "VisibilityTimeout",
    "MessageRetentionPeriod",
    "RedrivePolicy.deadLetterTargetArn",
    "RedrivePolicy.maxReceiveCount",
    "SqsManagedSseEnabled",
  ],
  "AWS::SNS::Topic": ["TopicName"],
  "AWS::Events::EventBus": ["Name"],
  "AWS::Events::Archive": ["ArchiveName", "SourceArn", "EventPattern", "RetentionDays"],
  "AWS::Events::Rule": [
    "Name",
    "EventBusName",
    "EventPattern",
    "ScheduleExpression",
    "State",
    "Targets.Id",
    "Targets.Arn",
    "Targets.DeadLetterConfig.Arn",
    "Targets.InputTransformer.InputPathsMap",
    "Targets.InputTransformer.InputTemplate",
    "Targets.RetryPolicy.MaximumRetryAttempts",
    "Targets.RetryPolicy.MaximumEventAgeInSeconds",
  ],
  "AWS::Lambda::EventInvokeConfig": [
    "FunctionName",
    "Qualifier",
    "MaximumRetryAttempts",
    "MaximumEventAgeInSeconds",
    "DestinationConfig.OnFailure.Destination",
  ],
  "AWS::Lambda::EventSourceMapping": [
    "EventSourceArn",
    "FunctionName",
    "BatchSize",
    "FunctionResponseTypes",
    "FilterCriteria.Filters.Pattern",
    "BisectBatchOnFunctionError",
    "MaximumRetryAttempts",
    "MaximumRecordAgeInSeconds",
    "StartingPosition",
    "DestinationConfig.OnFailure.Destination",
    "ScalingConfig.MaximumConcurrency",
    "MetricsConfig.Metrics",
  ],
  "AWS::S3::Bucket": ["BucketEncryption", "BucketName", "LifecycleConfiguration", "PublicAccessBlockConfiguration"],
  "AWS::Logs::SubscriptionFilter": ["LogGroupName", "DestinationArn", "FilterPattern"],
};

/** A value in the template that no model implements, though its property is honored. */
export class UnsupportedValueError extends Error {
  override readonly name = "UnsupportedValueError";
}

/** Throws one error that names each unsupported value with logical id, type and property. */
export function refuseUnsupported(resources: Resources): void {
  const findings = resources.all.flatMap(({ logicalId, type, properties }) =>
    problemsOf(type, properties).map((problem) => `  ${logicalId} (${type}): ${problem}`),
  );
  if (findings.length === 0) return;
  throw new UnsupportedValueError(
    `The template holds values that the local runtime does not implement:\n${findings.join("\n")}`,
  );
}

type Properties = Resource["properties"];

const problemsByType: Readonly<Record<string, (properties: Properties) => readonly (string | false)[]>> = {
  "AWS::SQS::Queue": ({ QueueName }) => [String(QueueName).endsWith(".fifo") && "QueueName: FIFO queues"],
  "AWS::Events::Archive": ({ EventPattern, RetentionDays }) => [
    ...unsupportedIn(EventPattern).map((problem) => `EventPattern: ${problem}`),
    !(Number(RetentionDays) > 0) && "RetentionDays: missing",
  ],
  "AWS::Events::Rule": ruleProblems,
  "AWS::Lambda::EventSourceMapping": mappingProblems,
  "AWS::Lambda::EventInvokeConfig": (properties) => [
    properties.Qualifier !== "$LATEST" && "Qualifier: only $LATEST",
    ...missing(properties, ["MaximumRetryAttempts", "MaximumEventAgeInSeconds"]),
    !onFailure(properties).startsWith("arn:aws:sqs:") && `DestinationConfig: ${onFailure(properties)} is no queue`,
  ],
  "AWS::Logs::SubscriptionFilter": ({ FilterPattern = "" }) => [
    logFilter(String(FilterPattern)) === undefined && `FilterPattern: ${String(FilterPattern)}`,
  ],
};

function problemsOf(type: string, properties: Properties): string[] {
  return (problemsByType[type]?.(properties) ?? []).filter((problem) => problem !== false);
}

function ruleProblems(properties: Properties): readonly (string | false)[] {
  const { EventPattern, ScheduleExpression, State } = properties;
  const service = ScheduleExpression === undefined ? "sqs" : "lambda";
  return [
    ...(EventPattern === undefined ? [] : unsupportedIn(EventPattern).map((problem) => `EventPattern: ${problem}`)),
    ScheduleExpression !== undefined &&
      periodOf(ScheduleExpression) === undefined &&
      `ScheduleExpression: ${String(ScheduleExpression)}`,
    State !== undefined && State !== "ENABLED" && `State: ${String(State)}`,
    ...list<Properties>(properties, "Targets").flatMap((target) => [
      !String(target.Arn).startsWith(`arn:aws:${service}:`) && `Targets.Arn: ${target.Arn} is no ${service} target`,
      ...missing(target, ["DeadLetterConfig", "RetryPolicy"]).map((problem) => `Targets.${problem}`),
      ...transformerProblems(target),
    ]),
  ];
}

function transformerProblems(target: Properties): string[] {
  const { InputPathsMap: paths = {}, InputTemplate: template } = record(target, "InputTransformer");
  if (typeof template !== "string") return [];
  const transformer = { paths: paths as InputTransformer["paths"], template };
  return unsupportedInTransformer(transformer).map((problem) => `Targets.InputTransformer: ${problem}`);
}

function mappingProblems(properties: Properties): readonly (string | false)[] {
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
  return [
    ...common,
    ...filters
      .flatMap(({ Pattern }) => unsupportedIn(JSON.parse(Pattern)))
      .map((problem) => `FilterCriteria: ${problem}`),
    properties.StartingPosition !== "TRIM_HORIZON" && "StartingPosition: only TRIM_HORIZON",
    properties.BisectBatchOnFunctionError !== true && "BisectBatchOnFunctionError: only true",
    ...missing(properties, ["MaximumRetryAttempts", "MaximumRecordAgeInSeconds"]),
    !onFailure(properties).startsWith("arn:aws:s3:") && `DestinationConfig: ${onFailure(properties)} is no bucket`,
  ];
}

function onFailure(properties: Properties): string {
  return String(record(record(properties, "DestinationConfig"), "OnFailure").Destination);
}

function missing(properties: Properties, names: readonly string[]): string[] {
  return names.filter((name) => properties[name] === undefined).map((name) => `${name}: missing`);
}
