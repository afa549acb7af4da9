import { tableKeys } from "@millrace/table/table";
import { Aws, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { accept } from "./accept.ts";
import type { Settings } from "./settings.ts";
import { createUserPool, type Users } from "./user-pool.ts";

/** What must outlive any deployment of code. */
export type Data = {
  readonly table: TableV2;
  readonly users: Users;
  /** Signs guest tokens. */
  readonly guestKey: Secret;
  /** Signs page cursors. */
  readonly cursorKey: Secret;
  /** Takes what the stream mapping gives up. */
  readonly failures: Bucket;
};

function keyAttribute(name: string) {
  return { name, type: AttributeType.STRING };
}

function createTable(stack: Stack, stage: string): TableV2 {
  return new TableV2(stack, "Table", {
    tableName: `${stage}-millrace`,
    partitionKey: keyAttribute(tableKeys.partition),
    sortKey: keyAttribute(tableKeys.sort),
    globalSecondaryIndexes: Object.entries(tableKeys.indexes).map(([indexName, projection]) => ({
      indexName,
      partitionKey: keyAttribute(`${indexName}pk`),
      sortKey: keyAttribute(`${indexName}sk`),
      projectionType: ProjectionType[projection],
    })),
    billing: Billing.onDemand(),
    dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    timeToLiveAttribute: tableKeys.expiry,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

function createKey(stack: Stack, id: string, name: string, description: string): Secret {
  const secret = new Secret(stack, id, {
    secretName: name,
    description,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  accept(secret, {
    "AwsSolutions-SMG4":
      "Rotated by hand after a leak: functions accept the current and the previous version, and a rotation by calendar would end carts without need.",
  });
  return secret;
}

/** Bucket names are one space for all accounts and regions. */
export function failuresNameOf(stage: string, account: string, region: string): string {
  return `${stage}-millrace-failures-${account}-${region}`;
}

function createFailureBucket(stack: Stack, stage: string): Bucket {
  const bucket = new Bucket(stack, "Failures", {
    bucketName: failuresNameOf(stage, Aws.ACCOUNT_ID, Aws.REGION),
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    versioned: true,
    // Long enough to find a failure after a holiday; the journal itself keeps every fact.
    lifecycleRules: [{ expiration: Duration.days(90), noncurrentVersionExpiration: Duration.days(30) }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  accept(bucket, {
    "AwsSolutions-S1":
      "Only Lambda writes here and only operators read; who did is in CloudTrail, a second log bucket would add nothing.",
  });
  return bucket;
}

/** The stack that keeps: table, users, secrets, failure records. */
export function createDataStack(app: Construct, settings: Settings): Data {
  const { stage } = settings;
  const stack = new Stack(app, `millrace-${stage}-data`);
  return {
    table: createTable(stack, stage),
    users: createUserPool(stack, settings),
    guestKey: createKey(stack, "GuestTokenKey", `${stage}-guest-token-key`, "Signs the tokens of guest carts."),
    cursorKey: createKey(stack, "CursorKey", `${stage}-cursor-key`, "Signs the page cursors of lists."),
    failures: createFailureBucket(stack, stage),
  };
}
