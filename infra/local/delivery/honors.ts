import type { Honors, Resources } from "../ports.ts";
import { list, record } from "./input.ts";
import { logFilter } from "./log-filter.ts";
import { unsupportedIn } from "./pattern.ts";
import { periodOf } from "./schedule.ts";

/** Names, tags, encryption and archives are accepted and change nothing here; all else does what it does on AWS. */
export const honors: Honors = {
  "AWS::SQS::Queue": [
    "QueueName",
    "DelaySeconds",
    "VisibilityTimeout",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "RedrivePolicy.deadLetterTargetArn",
    "RedrivePolicy.maxReceiveCount",
    "SqsManagedSseEnabled",
    "KmsMasterKeyId",
    "Tags",
  ],
  "AWS::SNS::Topic": ["TopicName", "DisplayName", "KmsMasterKeyId", "TracingConfig", "Tags"],
  "AWS::SNS::Subscription": [
    "TopicArn",
    "Protocol",
    "Endpoint",
    "RawMessageDelivery",
    "FilterPolicy",
    "FilterPolicyScope",
    "RedrivePolicy.deadLetterTargetArn",
  ],
  "AWS::Events::EventBus": ["Name", "Description", "Tags"],
  "AWS::Events::Archive": [
    "ArchiveName",
    "Description",
    "SourceArn",
    "EventPattern",
    "RetentionDays",
    "KmsKeyIdentifier",
  ],
  "AWS::Events::Rule": [
    "Name",
    "Description",
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
  "AWS::Lambda::EventSourceMapping": [
    "EventSourceArn",
    "FunctionName",
    "Enabled",
    "BatchSize",
    "MaximumBatchingWindowInSeconds",
    "FunctionResponseTypes",
    "FilterCriteria.Filters.Pattern",
    "BisectBatchOnFunctionError",
    "MaximumRetryAttempts",
    "MaximumRecordAgeInSeconds",
    "StartingPosition",
    "DestinationConfig.OnFailure.Destination",
    "ScalingConfig.MaximumConcurrency",
    "MetricsConfig.Metrics",
    "Tags",
  ],
  "AWS::S3::Bucket": ["*"],
  "AWS::Logs::SubscriptionFilter": ["FilterName", "LogGroupName", "DestinationArn", "FilterPattern"],
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

function problemsOf(type: string, properties: Readonly<Record<string, unknown>>): string[] {
  if (type === "AWS::Events::Rule") return ruleProblems(properties);
  if (type === "AWS::Lambda::EventSourceMapping") return mappingProblems(properties);
  if (type === "AWS::SNS::Subscription") return subscriptionProblems(properties);
  if (type === "AWS::SQS::Queue")
    return String(properties.QueueName).endsWith(".fifo") ? ["QueueName: FIFO queues"] : [];
  if (type !== "AWS::Logs::SubscriptionFilter") return [];
  const pattern = String(properties.FilterPattern ?? "");
  return logFilter(pattern) === undefined ? [`FilterPattern: ${pattern}`] : [];
}

function ruleProblems(properties: Readonly<Record<string, unknown>>): string[] {
  const { EventPattern, ScheduleExpression } = properties;
  const service = ScheduleExpression === undefined ? "sqs" : "lambda";
  const targets = list<{ readonly Arn?: unknown }>(properties, "Targets").map((target) => String(target.Arn));
  return [
    ...(EventPattern === undefined ? [] : unsupportedIn(EventPattern).map((problem) => `EventPattern: ${problem}`)),
    ...(ScheduleExpression === undefined || periodOf(ScheduleExpression)
      ? []
      : [`ScheduleExpression: ${String(ScheduleExpression)}`]),
    ...targets
      .filter((arn) => !arn.startsWith(`arn:aws:${service}:`))
      .map((arn) => `Targets.Arn: ${arn} is no ${service} target`),
  ];
}

function mappingProblems(properties: Readonly<Record<string, unknown>>): string[] {
  const source = String(properties.EventSourceArn);
  const filters = list<{ readonly Pattern: string }>(record(properties, "FilterCriteria"), "Filters");
  const destination = record(record(properties, "DestinationConfig"), "OnFailure").Destination;
  return [
    ...(/^arn:aws:(sqs|dynamodb):/.test(source) ? [] : [`EventSourceArn: ${source}`]),
    ...(source.startsWith("arn:aws:sqs:") && filters.length > 0 ? ["FilterCriteria on a queue"] : []),
    ...filters.flatMap((filter) =>
      unsupportedIn(JSON.parse(filter.Pattern)).map((problem) => `FilterCriteria: ${problem}`),
    ),
    ...(destination === undefined || String(destination).startsWith("arn:aws:s3:")
      ? []
      : [`DestinationConfig: ${String(destination)}`]),
    ...(source.startsWith("arn:aws:dynamodb:") && properties.StartingPosition !== "TRIM_HORIZON"
      ? ["StartingPosition: only TRIM_HORIZON"]
      : []),
  ];
}

function subscriptionProblems(properties: Readonly<Record<string, unknown>>): string[] {
  const policy = properties.FilterPolicy;
  return [
    ...(properties.Protocol === "sqs" ? [] : [`Protocol: ${String(properties.Protocol)}`]),
    ...(policy === undefined ? [] : unsupportedIn(policy).map((problem) => `FilterPolicy: ${problem}`)),
  ];
}
