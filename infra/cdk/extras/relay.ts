import { busSourceOf } from "@millrace/contracts/define-event";
import { journalEntityName, seededAttribute } from "@millrace/table/table";
import { Aws, Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { CfnEventBusPolicy } from "aws-cdk-lib/aws-events";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import {
  CfnEventSourceMapping,
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import { accept } from "../accept.ts";
import { createAlarm } from "../alarms.ts";
import { failuresNameOf } from "../data-stack.ts";
import { type DeployedFunction, type DeployedService, functionWokenBy } from "../deployed.ts";

/** A journal entry, newly written by a command. Nothing else of the table concerns the bus. */
const journalInserts = FilterCriteria.filter({
  eventName: FilterRule.isEqual("INSERT"),
  dynamodb: {
    NewImage: {
      __edb_e__: { S: FilterRule.isEqual(journalEntityName) },
      // `exists` works on leaf nodes only.
      [seededAttribute]: { BOOL: FilterRule.notExists() },
    },
  },
});

function letReadStream({ fn }: DeployedFunction, { foundation }: DeployedService): void {
  const streamArn = String(foundation.data.table.tableStreamArn);
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      resources: [streamArn],
    }),
  );
  fn.addToRolePolicy(new PolicyStatement({ actions: ["dynamodb:ListStreams"], resources: ["*"] }));
}

function letKeepFailures({ fn }: DeployedFunction, { foundation }: DeployedService): void {
  const { stage } = foundation.settings;
  const objects = `arn:${Aws.PARTITION}:s3:::${failuresNameOf(stage, Aws.ACCOUNT_ID, Aws.REGION)}/*`;
  fn.addToRolePolicy(
    new PolicyStatement({ actions: ["s3:ListBucket"], resources: [foundation.data.failures.bucketArn] }),
  );
  fn.addToRolePolicy(new PolicyStatement({ actions: ["s3:PutObject"], resources: [objects] }));
  const bucket = failuresNameOf(stage, "<AWS::AccountId>", "<AWS::Region>");
  accept(fn.role ?? fn, {
    [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${bucket}/*]`]: "Lambda names the failure records.",
  });
}

/**
 * From the table's stream to the relay: every insert since the stream began, in order, from the first one not done on.
 * A record that cannot be published is isolated by halving, kept in the bucket, and passed; after 6 hours so is any other,
 * well before the stream's 24 hours would lose what waits behind it.
 */
function mapStream(relay: DeployedFunction, service: DeployedService): EventSourceMapping {
  const { stack, foundation } = service;
  letReadStream(relay, service);
  letKeepFailures(relay, service);
  const mapping = new EventSourceMapping(stack, "relay-mapping", {
    target: relay.fn,
    eventSourceArn: String(foundation.data.table.tableStreamArn),
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    filters: [journalInserts],
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: 50,
    maxRecordAge: Duration.hours(6),
    onFailure: { bind: () => ({ destination: foundation.data.failures.bucketArn }) },
  });
  // Only the alarm needs them.
  if (foundation.settings.alarms && mapping.node.defaultChild instanceof CfnEventSourceMapping) {
    mapping.node.defaultChild.metricsConfig = { metrics: ["EventCount"] };
  }
  return mapping;
}

/** Only the relay puts facts on the bus, whatever else a role may do one day, and only facts of this house. */
function letPutFacts({ fn }: DeployedFunction, { stack, foundation }: DeployedService): void {
  const { bus } = foundation.bus;
  // A call puts several events: all their sources are one key with many values (Service Authorization Reference).
  const conditions = {
    "ForAllValues:StringLike": { "events:source": busSourceOf("*") },
    Null: { "events:source": "false" },
  };
  fn.addToRolePolicy(new PolicyStatement({ actions: ["events:PutEvents"], resources: [bus.eventBusArn], conditions }));
  new CfnEventBusPolicy(stack, "relay-alone", {
    eventBusName: bus.eventBusName,
    statementId: "relay-alone",
    statement: {
      Sid: "relay-alone",
      Effect: "Deny",
      Principal: "*",
      Action: "events:PutEvents",
      Resource: bus.eventBusArn,
      Condition: { ArnNotEquals: { "aws:PrincipalArn": fn.role?.roleArn } },
    },
  });
}

function watchRelay(
  { fn }: DeployedFunction,
  mapping: EventSourceMapping,
  { stack, foundation }: DeployedService,
): void {
  createAlarm(stack, foundation, {
    name: "relay-lag",
    metric: fn.metric("IteratorAge", { statistic: "Maximum", period: Duration.minutes(1) }),
    above: Duration.minutes(1).toMilliseconds(),
    periods: 3,
    says: "Facts reach the bus more than a minute after they were written.",
    entry: "relay-lag",
  });
  createAlarm(stack, foundation, {
    name: "relay-failures",
    metric: new Metric({
      namespace: "AWS/Lambda",
      metricName: "OnFailureDestinationDeliveredEventCount",
      dimensionsMap: { EventSourceMappingUUID: mapping.eventSourceMappingId },
      statistic: "Sum",
      period: Duration.minutes(1),
    }),
    above: 0,
    says: "The relay gave up facts; they are in the failure bucket.",
    entry: "relay-failures",
  });
}

/** From the journal to the bus: the stream, the right to publish, and alarms on both. */
export function publishJournal(service: DeployedService): void {
  const relay = functionWokenBy(service, "stream");
  watchRelay(relay, mapStream(relay, service), service);
  letPutFacts(relay, service);
}
