import { describe, expect, it } from "vitest";
import type { Resource } from "../ports.ts";
import { createAuthorize } from "./authorize.ts";
import { accountId, aResource, aRole, resourcesOf, roleArn } from "./fixture.ts";

const queueArn = `arn:aws:sqs:us-east-1:${accountId}:dev-orders-events`;
const deadLettersArn = `arn:aws:sqs:us-east-1:${accountId}:dev-orders-undelivered`;
const functionArn = `arn:aws:lambda:us-east-1:${accountId}:function:dev-orders-events`;
const ruleArn = `arn:aws:events:us-east-1:${accountId}:rule/dev-bus/dev-orders`;
const streamArn = `arn:aws:dynamodb:us-east-1:${accountId}:table/dev-table/stream/1`;
const bucketArn = "arn:aws:s3:::dev-failures";

const queue = aResource("AWS::SQS::Queue", "Queue", {}, { ref: "url", arn: queueArn });
function fn(properties: object = {}) {
  return aResource(
    "AWS::Lambda::Function",
    "Function",
    { Role: roleArn("orders"), ...properties },
    { ref: "dev-orders-events", arn: functionArn },
  );
}
function allow(Action: string | readonly string[], Resource: string) {
  return { Effect: "Allow", Action, Resource };
}
const logs = allow("logs:*", "*");

function queuePolicy(service: string, source: string, Resource = queueArn): Resource {
  const Statement = {
    ...allow("sqs:SendMessage", Resource),
    Principal: { Service: service },
    Condition: { ArnEquals: { "aws:SourceArn": source } },
  };
  return aResource("AWS::SQS::QueuePolicy", `Policy${Resource}`, { Queues: [Resource], PolicyDocument: { Statement } });
}

function permission(service: string, source: string): Resource {
  return aResource("AWS::Lambda::Permission", "Permission", {
    Action: "lambda:InvokeFunction",
    FunctionName: functionArn,
    Principal: service,
    SourceArn: source,
  });
}

function refusal(...resources: readonly (Resource | readonly Resource[])[]): string {
  try {
    createAuthorize(resourcesOf(...resources));
    return "";
  } catch (error) {
    return String(error);
  }
}

// EventBridge User Guide, "Using resource-based policies"
describe("a rule", () => {
  const rule = (Target: object) => aResource("AWS::Events::Rule", "Rule", { Targets: [Target] }, { arn: ruleArn });
  const toQueue = rule({ Arn: queueArn, DeadLetterConfig: { Arn: deadLettersArn } });

  it("needs the queue's policy, and its dead-letter queue's", () => {
    const policies = [
      queuePolicy("events.amazonaws.com", ruleArn),
      queuePolicy("events.amazonaws.com", ruleArn, deadLettersArn),
    ];
    expect(refusal(queue, toQueue, ...policies)).toBe("");
    expect(refusal(queue, toQueue, ...policies.slice(0, 1))).toContain(
      `Rule (AWS::Events::Rule): events.amazonaws.com may not sqs:SendMessage on ${deadLettersArn}`,
    );
    expect(refusal(queue, toQueue, queuePolicy("events.amazonaws.com", `${ruleArn}2`))).toContain(queueArn);
  });

  it("needs the function's permission", () => {
    const toFunction = rule({ Arn: functionArn });
    const parts = [fn(), aRole("orders", logs), toFunction];
    expect(refusal(...parts, permission("events.amazonaws.com", ruleArn))).toBe("");
    expect(refusal(...parts, permission("sns.amazonaws.com", ruleArn))).toContain("lambda:InvokeFunction");
  });
});

// CloudWatch Logs User Guide, "Log group-level subscription filters": the function's permission
describe("a log subscription", () => {
  it("needs the function's permission", () => {
    const filter = aResource("AWS::Logs::SubscriptionFilter", "Filter", {
      LogGroupName: "/dev/access",
      DestinationArn: functionArn,
    });
    const source = `arn:aws:logs:us-east-1:${accountId}:log-group:/dev/access:*`;
    expect(refusal(fn(), aRole("orders", logs), filter, permission("logs.amazonaws.com", source))).toBe("");
    expect(refusal(fn(), aRole("orders", logs), filter)).toContain("logs.amazonaws.com may not lambda:InvokeFunction");
  });
});

// Lambda Developer Guide, "Execution role permissions" of the SQS and DynamoDB event sources
describe("an event source mapping", () => {
  const mapping = (properties: object) =>
    aResource("AWS::Lambda::EventSourceMapping", "Mapping", { FunctionName: "dev-orders-events", ...properties });

  it("needs the role's rights to the queue", () => {
    const receive = allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], queueArn);
    const fromQueue = mapping({ EventSourceArn: queueArn });
    expect(refusal(fn(), aRole("orders", logs, receive), fromQueue)).toBe("");
    expect(refusal(fn(), aRole("orders", logs), fromQueue)).toContain("may not sqs:ReceiveMessage");
  });

  it("needs the role's rights to the stream and to where failures go", () => {
    const read = allow(["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], streamArn);
    const fromStream = mapping({
      EventSourceArn: streamArn,
      DestinationConfig: { OnFailure: { Destination: bucketArn } },
    });
    const write = [allow("s3:PutObject", `${bucketArn}/*`), allow("s3:ListBucket", bucketArn)];
    expect(refusal(fn(), aRole("orders", logs, read, ...write), fromStream)).toBe("");
    expect(refusal(fn(), aRole("orders", logs, read), fromStream)).toContain("may not s3:ListBucket");
    expect(refusal(fn(), aRole("orders", logs), fromStream)).toContain("may not dynamodb:DescribeStream");
  });
});

// Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations": the role sends to the destination
describe("asynchronous invocation", () => {
  it("needs the role's right to where failures go", () => {
    const config = aResource("AWS::Lambda::EventInvokeConfig", "Async", {
      FunctionName: "dev-orders-events",
      DestinationConfig: { OnFailure: { Destination: queueArn } },
    });
    expect(refusal(fn(), aRole("orders", logs, allow("sqs:SendMessage", queueArn)), config)).toBe("");
    expect(refusal(fn(), aRole("orders", logs), config)).toContain("may not sqs:SendMessage");
  });
});

// Lambda Developer Guide, "Defining Lambda function permissions with an execution role"
describe("a function", () => {
  it("needs its role's rights to its log group, and to X-Ray when it is traced", () => {
    const write = (group: string) =>
      allow(["logs:CreateLogStream", "logs:PutLogEvents"], `arn:aws:logs:us-east-1:${accountId}:log-group:${group}:*`);
    expect(refusal(fn(), aRole("orders", write("/aws/lambda/dev-orders-events")))).toBe("");
    expect(refusal(fn({ LoggingConfig: { LogGroup: "/own" } }), aRole("orders", write("/own")))).toBe("");
    expect(refusal(fn(), aRole("orders", write("/own")))).toContain("may not logs:CreateLogStream");
    expect(refusal(fn({ TracingConfig: { Mode: "Active" } }), aRole("orders", logs))).toContain(
      "may not xray:PutTraceSegments",
    );
  });
});
