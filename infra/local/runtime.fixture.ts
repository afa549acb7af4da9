/** A tiny cloud assembly for tests: one table, one queue, one function between them. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";

function key(AttributeName: string, KeyType: string) {
  return { AttributeName, KeyType };
}
function arnOf(logicalId: string) {
  return { "Fn::GetAtt": [logicalId, "Arn"] };
}

const resources = {
  Table: {
    Type: "AWS::DynamoDB::GlobalTable",
    Properties: {
      TableName: "dev",
      AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [key("pk", "HASH"), key("sk", "RANGE")],
      BillingMode: "PAY_PER_REQUEST",
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
      Replicas: [{ Region: "us-east-1" }],
    },
  },
  Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "dev-work" } },
  Role: {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "sts:AssumeRole", Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" } }],
      },
    },
  },
  Policy: {
    Type: "AWS::IAM::Policy",
    Properties: {
      PolicyName: "worker",
      Roles: [{ Ref: "Role" }],
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "dynamodb:PutItem",
            Resource: arnOf("Table"),
            Condition: {
              "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["$orders#*"] },
              Null: { "dynamodb:LeadingKeys": "false" },
            },
          },
          {
            Effect: "Allow",
            Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
            Resource: arnOf("Queue"),
          },
          { Effect: "Allow", Action: ["logs:*", "xray:*"], Resource: "*" },
        ],
      },
    },
  },
  Worker: {
    Type: "AWS::Lambda::Function",
    Metadata: { "aws:asset:path": "asset.worker" },
    Properties: {
      FunctionName: "dev-worker",
      Handler: "index.handler",
      Runtime: "nodejs24.x",
      MemorySize: 256,
      Timeout: 10,
      Role: arnOf("Role"),
      TracingConfig: { Mode: "Active" },
      Environment: { Variables: { TABLE_NAME: { Ref: "Table" }, POWERTOOLS_SERVICE_NAME: "worker" } },
    },
  },
  Mapping: {
    Type: "AWS::Lambda::EventSourceMapping",
    Properties: {
      ...{ EventSourceArn: arnOf("Queue"), FunctionName: { Ref: "Worker" }, BatchSize: 1 },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 2 },
    },
  },
};

/** Writes for each message an item whose partition is the message's text, with the tracing and logging of real services. */
const worker = `
  import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
  import { Logger } from "@aws-lambda-powertools/logger";
  import { Tracer } from "@aws-lambda-powertools/tracer";
  import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
  import middy from "@middy/core";
  const logger = new Logger();
  const tracer = new Tracer();
  const client = tracer.captureAWSv3Client(new DynamoDBClient({ maxAttempts: 1 }));
  export const handler = middy(async (event) => {
    for (const { body, messageId } of event.Records) {
      tracer.putAnnotation("orderId", body);
      logger.info("writing", { body });
      const Item = { pk: { S: body }, sk: { S: messageId }, at: { S: new Date().toISOString() } };
      await client.send(new PutItemCommand({ TableName: process.env.TABLE_NAME, Item }));
    }
  }).use(captureLambdaHandler(tracer, { captureResponse: false }));
`;

/** Writes the assembly to a new folder and gives its name. */
export function writeAssembly(extra: Readonly<Record<string, unknown>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-assembly-"));
  mkdirSync(join(folder, "asset.worker"));
  buildSync({
    stdin: { contents: worker, resolveDir: import.meta.dirname },
    outfile: join(folder, "asset.worker", "index.mjs"),
    ...{ bundle: true, platform: "node", format: "esm", target: "node24" },
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  const stack = { type: "aws:cloudformation:stack", properties: { templateFile: "all.template.json" } };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ artifacts: { all: stack } }));
  writeFileSync(join(folder, "all.template.json"), JSON.stringify({ Resources: { ...resources, ...extra } }));
  return folder;
}
