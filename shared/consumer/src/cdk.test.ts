import { OrderConfirmed, OrderPlaced } from "@millrace/contracts/orders";
import { App, Duration, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { EventBus } from "aws-cdk-lib/aws-events";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { expect, it } from "vitest";
import { FactConsumer } from "./cdk.ts";

it("a rule leads to a queue, and the queue to a function that may do no more than receive and give up", () => {
  const stack = new Stack(new App({ analyticsReporting: false }), "Sales");
  const handler = new LambdaFunction(stack, "Function", {
    code: Code.fromInline("exports.handler = async () => {}"),
    handler: "index.handler",
    runtime: Runtime.NODEJS_22_X,
    timeout: Duration.seconds(30),
  });
  new FactConsumer(stack, "Consumer", {
    name: "sales",
    bus: EventBus.fromEventBusName(stack, "Bus", "dev-millrace"),
    facts: [OrderPlaced, OrderConfirmed],
    handler,
    timeoutSeconds: 30,
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties("AWS::Events::Rule", {
    EventBusName: "dev-millrace",
    EventPattern: { source: ["millrace.orders"], "detail-type": ["order.placed", "order.confirmed"] },
    Targets: [Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 } })],
  });
  template.hasResourceProperties("AWS::SQS::Queue", { QueueName: "sales", VisibilityTimeout: 180 });
  template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
    FunctionResponseTypes: ["ReportBatchItemFailures"],
  });
  template.resourceCountIs("AWS::CloudWatch::Alarm", 3);
  const policies: { Properties: { PolicyDocument: { Statement: { Action: string | string[] }[] } } }[] = Object.values(
    template.findResources("AWS::IAM::Policy"),
  ) as never;
  const actions = policies.flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.flatMap(({ Action }) => Action),
  );
  expect(actions.sort()).toEqual([
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
  ]);
});
