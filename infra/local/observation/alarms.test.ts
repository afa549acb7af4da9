import { describe, expect, it } from "vitest";
import { aResource, resourcesOf } from "../iam/fixture.ts";
import { createAlarms } from "./alarms.ts";
import { aClock, someLogs } from "./fixture.ts";
import { createMetrics } from "./metrics.ts";

const deadLetters = {
  AlarmName: "dev-payments-dead-letters",
  Namespace: "AWS/SQS",
  MetricName: "ApproximateNumberOfMessagesVisible",
  Dimensions: [{ Name: "QueueName", Value: "dev-payments-dead" }],
  Statistic: "Maximum",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: "GreaterThanOrEqualToThreshold",
  TreatMissingData: "notBreaching",
};

function alarmsOf(properties: Readonly<Record<string, unknown>>) {
  const metrics = createMetrics(aClock(), someLogs());
  const evaluate = createAlarms(
    resourcesOf(aResource("AWS::CloudWatch::Alarm", "Alarm", properties)),
    metrics,
  ).evaluate;
  return { metrics, evaluate: () => evaluate()[0]?.state, reason: () => evaluate()[0]?.reason };
}

// CloudWatch API Reference, PutMetricAlarm
describe("an alarm of the template", () => {
  it("rings at once when the queue it watches holds a message", () => {
    const { metrics, evaluate, reason } = alarmsOf(deadLetters);
    let depth = 0;
    metrics.gauge("AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: "dev-payments-dead" }, () => depth);
    expect(evaluate()).toBe("OK");
    depth = 1;
    expect(evaluate()).toBe("ALARM");
    expect(reason()).toBe(
      "1 of 1 periods GreaterThanOrEqualToThreshold 1, missing data notBreaching; most recent values: - - 1",
    );
  });

  it("has insufficient data before its metric exists, when missing data counts as missing", () => {
    const { TreatMissingData: _, ...silent } = deadLetters;
    expect(alarmsOf(silent).evaluate()).toBe("INSUFFICIENT_DATA");
    expect(alarmsOf({ ...silent, TreatMissingData: "breaching" }).evaluate()).toBe("ALARM");
  });

  it("ignores missing data by default for DynamoDB's metrics", () => {
    const { TreatMissingData: _, ...silent } = deadLetters;
    expect(alarmsOf({ ...silent, Namespace: "AWS/DynamoDB" }).evaluate()).toBe("INSUFFICIENT_DATA");
  });

  it.each([
    ["GreaterThanThreshold", 10, "OK"],
    ["GreaterThanThreshold", 11, "ALARM"],
    ["LessThanThreshold", 10, "OK"],
    ["LessThanThreshold", 9, "ALARM"],
    ["LessThanOrEqualToThreshold", 10, "ALARM"],
  ])("compares by %s: 10 against %i is %s", (ComparisonOperator, value, state) => {
    const { metrics, evaluate } = alarmsOf({ ...deadLetters, ComparisonOperator, Threshold: 10 });
    metrics.put("AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: "dev-payments-dead" }, value);
    expect(evaluate()).toBe(state);
  });

  it("reads a percentile", () => {
    const { Statistic: _, ...rest } = deadLetters;
    const { metrics, evaluate } = alarmsOf({ ...rest, ExtendedStatistic: "p99", Threshold: 500 });
    const put = (value: number) =>
      metrics.put("AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: "dev-payments-dead" }, value);
    put(100);
    expect(evaluate()).toBe("OK");
    put(900);
    expect(evaluate()).toBe("ALARM");
  });

  it("stops the start when it is of a form that is not evaluated", () => {
    expect(() => alarmsOf({ ...deadLetters, ComparisonOperator: "GreaterThanUpperThreshold" })).toThrow(
      "Alarm (AWS::CloudWatch::Alarm)",
    );
  });
});
