import { describe, expect, it } from "vitest";
import type { Resource, Service } from "../ports.ts";
import { refuse } from "./refuse.ts";
import { indexResources } from "./resources.ts";

function resourcesWith(type: string, properties: Record<string, unknown>) {
  const resource: Resource = { logicalId: "Q", stack: "bus", type, properties, metadata: {}, ref: "q", attributes: {} };
  return indexResources([resource]);
}

const sqs: Service = {
  source: "",
  types: {
    "AWS::SQS::Queue": {
      model: "",
      supports: ["QueueName", "RedrivePolicy.maxReceiveCount", "RedrivePolicy.deadLetterTargetArn", "Tags.Key"],
      refuses: ({ QueueName }) => [QueueName === "q.fifo" && "QueueName: FIFO queues"],
    },
  },
  create: () => ({ apis: [] }),
};

describe("refuse", () => {
  it("accepts what is supported, through lists and beneath a named path", () => {
    const properties = {
      QueueName: { deeper: true },
      RedrivePolicy: { maxReceiveCount: 3, deadLetterTargetArn: "arn" },
      Tags: [{ Key: "a" }, { Key: "b" }],
    };
    expect(() => refuse(resourcesWith("AWS::SQS::Queue", properties), { sqs })).not.toThrow();
  });

  it("names logical id, type and each property that no service supports", () => {
    const properties = { FifoQueue: true, RedrivePolicy: { maxReceiveCount: 3, other: 1 }, Tags: [{ Value: "b" }] };
    expect(() => refuse(resourcesWith("AWS::SQS::Queue", properties), { sqs })).toThrowErrorMatchingInlineSnapshot(`
      [TemplateError: The template holds what the local runtime does not support:
        Q (AWS::SQS::Queue): the property FifoQueue is not supported
        Q (AWS::SQS::Queue): the property RedrivePolicy.other is not supported
        Q (AWS::SQS::Queue): the property Tags.Value is not supported
      Add it to the service in infra/local that owns the type, or leave it out of the stack.]
    `);
  });

  it("names a value that is not emulated", () => {
    expect(() => refuse(resourcesWith("AWS::SQS::Queue", { QueueName: "q.fifo" }), { sqs })).toThrow(
      "Q (AWS::SQS::Queue): QueueName: FIFO queues",
    );
  });

  it("names a type that no service supports", () => {
    expect(() => refuse(resourcesWith("AWS::EC2::Instance", {}), { sqs })).toThrow(
      "Q (AWS::EC2::Instance): this resource type is not supported",
    );
  });
});
