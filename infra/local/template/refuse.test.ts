import { describe, expect, it } from "vitest";
import type { Resource } from "../ports.ts";
import { refuse } from "./refuse.ts";
import { indexResources } from "./resources.ts";

function resourcesWith(type: string, properties: Record<string, unknown>) {
  const resource: Resource = { logicalId: "Q", stack: "bus", type, properties, metadata: {}, ref: "q", attributes: {} };
  return indexResources([resource]);
}

const honors = {
  "AWS::SQS::Queue": ["QueueName", "RedrivePolicy.maxReceiveCount", "RedrivePolicy.deadLetterTargetArn", "Tags.Key"],
};

describe("refuse", () => {
  it("accepts what is honored, through lists and beneath a named path", () => {
    const properties = {
      QueueName: { deeper: true },
      RedrivePolicy: { maxReceiveCount: 3, deadLetterTargetArn: "arn" },
      Tags: [{ Key: "a" }, { Key: "b" }],
    };
    expect(() => refuse(resourcesWith("AWS::SQS::Queue", properties), honors)).not.toThrow();
  });

  it("names logical id, type and each property that nobody honors", () => {
    const properties = { FifoQueue: true, RedrivePolicy: { maxReceiveCount: 3, other: 1 }, Tags: [{ Value: "b" }] };
    expect(() => refuse(resourcesWith("AWS::SQS::Queue", properties), honors)).toThrowErrorMatchingInlineSnapshot(`
      [TemplateError: The template holds what the local runtime does not honor:
        Q (AWS::SQS::Queue): the property FifoQueue is not honored
        Q (AWS::SQS::Queue): the property RedrivePolicy.other is not honored
        Q (AWS::SQS::Queue): the property Tags.Value is not honored
      Add it to the part in infra/local that owns the type, or leave it out of the stack.]
    `);
  });

  it("names a type that nobody honors", () => {
    expect(() => refuse(resourcesWith("AWS::EC2::Instance", {}), honors)).toThrow(
      "Q (AWS::EC2::Instance): this resource type is not honored",
    );
  });
});
