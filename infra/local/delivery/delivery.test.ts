import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { services } from "../services.ts";
import { arn } from "../template/physical.ts";
import { refuse } from "../template/refuse.ts";
import { TemplateError } from "../template/resources.ts";
import { fakeContext, resource } from "./fake-context.ts";
import { aQueueMapping, aRule, aTarget, queueArn, startStack, topic } from "./fake-stack.ts";

describe("a schedule", () => {
  const aSchedule = (ScheduleExpression: string) =>
    resource("AWS::Events::Rule", "Sweep", {
      Name: "sweep",
      ScheduleExpression,
      Targets: [aTarget({ Arn: arn("lambda", "function:orders-sweep") })],
    });

  // EventBridge user guide, "Creating a scheduled rule (legacy) in Amazon EventBridge"; "Scheduled Event" in "AWS events".
  it("invokes its function once per period with a scheduled event", async () => {
    const { context } = await startStack(aSchedule("rate(2 minutes)"));
    await context.clock.advance(119_000);
    expect(context.invocations).toEqual([]);
    await context.clock.advance(122_000);
    expect(context.invocations).toHaveLength(2);
    expect(context.invocations[0]).toMatchObject({
      functionName: "orders-sweep",
      event: {
        source: "aws.events",
        "detail-type": "Scheduled Event",
        detail: {},
        resources: [arn("events", "rule/sweep")],
        time: "2026-03-01T12:02:00Z",
      },
    });
  });
});

describe("a log subscription", () => {
  // CloudWatch Logs user guide, "Log group-level subscription filters": the payload.
  it("sends matching lines together, compressed", async () => {
    const filter = resource("AWS::Logs::SubscriptionFilter", "Filter", {
      FilterName: "notices",
      LogGroupName: "/access",
      FilterPattern: '{ $.notice = "true" }',
      DestinationArn: arn("lambda", "function:relay-access"),
    });
    const { context, delivery } = await startStack(filter);
    context.logs.write("/access", '{"notice":"true","n":1}');
    context.logs.write("/access", '{"notice":"false"}');
    context.logs.write("/other", '{"notice":"true"}');
    context.logs.write("/access", '{"notice":"true","n":2}');
    expect(delivery.busy()).toBe(true);
    await context.clock.advance(100);
    const { awslogs } = context.invocations.map(({ event }) => event as { awslogs: { data: string } })[0] ?? {
      awslogs: { data: "" },
    };
    const payload = JSON.parse(gunzipSync(Buffer.from(awslogs.data, "base64")).toString());
    expect(payload).toMatchObject({
      messageType: "DATA_MESSAGE",
      owner: "000000000000",
      logGroup: "/access",
      subscriptionFilters: ["notices"],
    });
    expect(payload.logEvents.map((event: { message: string }) => JSON.parse(event.message).n)).toEqual([1, 2]);
  });
});

describe("the start", () => {
  it("is refused with every value of the template that is not emulated", () => {
    const filters = { Filters: [{ Pattern: '{"a":[{"cidr":"10.0.0.0/8"}]}' }] };
    const context = fakeContext([
      aRule({ EventPattern: { detail: { name: [{ wildcard: "*x" }] } }, State: "DISABLED" }),
      resource("AWS::Events::Rule", "Cron", {
        ScheduleExpression: "cron(0 12 * * ? *)",
        Targets: [{ Id: "t", Arn: queueArn("orders"), InputTransformer: { InputTemplate: "<id>" } }],
      }),
      resource("AWS::Events::Archive", "Archive", { EventPattern: { source: [{ wildcard: "*x" }] } }),
      aQueueMapping({ FilterCriteria: filters, BatchSize: 11, ScalingConfig: {}, FunctionResponseTypes: [] }),
      resource("AWS::Lambda::EventSourceMapping", "Stream", {
        EventSourceArn: arn("dynamodb", "table/dev/stream/1"),
        FilterCriteria: filters,
        StartingPosition: "LATEST",
      }),
      resource("AWS::Lambda::EventSourceMapping", "Topic", { EventSourceArn: arn("kafka", "x") }),
      resource("AWS::Lambda::EventInvokeConfig", "Async", {
        Qualifier: "live",
        DestinationConfig: { OnFailure: { Destination: topic.ref } },
      }),
      resource("AWS::SQS::Queue", "Fifo", { QueueName: "orders.fifo" }),
      resource("AWS::Logs::SubscriptionFilter", "Filter", { FilterPattern: "[ip, user]" }),
    ]);
    const start = () => refuse(context.resources, services);
    expect(start).toThrow(TemplateError);
    for (const finding of [
      "Rule (AWS::Events::Rule): EventPattern: detail.name: wildcard",
      "Rule (AWS::Events::Rule): State: DISABLED",
      "Cron (AWS::Events::Rule): ScheduleExpression: cron(0 12 * * ? *)",
      "Cron (AWS::Events::Rule): Targets.Arn: arn:aws:sqs:us-east-1:000000000000:orders is no lambda target",
      "Cron (AWS::Events::Rule): Targets.DeadLetterConfig: missing",
      "Cron (AWS::Events::Rule): Targets.RetryPolicy: missing",
      "Cron (AWS::Events::Rule): Targets.InputTransformer: <id> without a path",
      "Archive (AWS::Events::Archive): EventPattern: source: wildcard",
      "Archive (AWS::Events::Archive): RetentionDays: missing",
      "Mapping (AWS::Lambda::EventSourceMapping): FilterCriteria: on a queue",
      "Mapping (AWS::Lambda::EventSourceMapping): BatchSize: more than one receive brings",
      "Mapping (AWS::Lambda::EventSourceMapping): MaximumConcurrency: missing",
      "Mapping (AWS::Lambda::EventSourceMapping): FunctionResponseTypes: only with ReportBatchItemFailures",
      "Stream (AWS::Lambda::EventSourceMapping): FilterCriteria: a: cidr",
      "Stream (AWS::Lambda::EventSourceMapping): StartingPosition: only TRIM_HORIZON",
      "Stream (AWS::Lambda::EventSourceMapping): BisectBatchOnFunctionError: only true",
      "Stream (AWS::Lambda::EventSourceMapping): MaximumRetryAttempts: missing",
      "Stream (AWS::Lambda::EventSourceMapping): DestinationConfig: undefined is no bucket",
      "Topic (AWS::Lambda::EventSourceMapping): EventSourceArn: arn:aws:kafka",
      "Async (AWS::Lambda::EventInvokeConfig): Qualifier: only $LATEST",
      "Async (AWS::Lambda::EventInvokeConfig): MaximumEventAgeInSeconds: missing",
      "Async (AWS::Lambda::EventInvokeConfig): DestinationConfig: arn:aws:sns:us-east-1:000000000000:notices is no queue",
      "Fifo (AWS::SQS::Queue): QueueName: FIFO queues",
      "Filter (AWS::Logs::SubscriptionFilter): FilterPattern: [ip, user]",
    ]) {
      expect(start).toThrow(finding);
    }
  });
});
