import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aResource, resourcesOf } from "../iam/fixture.ts";
import { createAlarms, rings } from "./alarms.ts";
import { aClock, someLogs } from "./fixture.ts";
import { createMetrics } from "./metrics.ts";

/** `0` is a datum within the threshold, `X` a breaching one, `-` a missing one; the newest stands right. */
function points(text: string) {
  return text.split(" ").map((point) => (point === "-" ? undefined : point === "X"));
}

// CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data": the rows of its tables, read in the
// column of alarms whose missing data is not breaching
describe("an alarm on 3 of 3 data points", () => {
  it.each([
    ["0 - X - X", false],
    ["0 - - - -", false],
    ["- - - - -", false],
    ["0 X X - X", true],
    ["- - X - -", false],
  ])("seeing %s rings: %s", (text, expected) => {
    expect(rings(points(text), 3)).toBe(expected);
  });

  it("rings as long as its newest three data points breach, whatever is missing between them", () => {
    const datum = fc.constantFrom(undefined, true, false);
    fc.assert(
      fc.property(fc.array(datum, { minLength: 5, maxLength: 5 }), (breaching) => {
        const data = breaching.filter((point) => point !== undefined);
        const isExpected = data.length >= 3 && data.slice(-3).every((point) => point);
        expect(rings(breaching, 3)).toBe(isExpected);
      }),
    );
  });

  it("lets a single breach ring until it has left the range", () => {
    expect(rings(points("X - -"), 1)).toBe(true);
    expect(rings(points("- - -"), 1)).toBe(false);
  });
});

const deadLetters = {
  AlarmName: "dev-payments-dead-letters",
  Namespace: "AWS/SQS",
  MetricName: "ApproximateNumberOfMessagesVisible",
  Dimensions: [{ Name: "QueueName", Value: "dev-payments-dead" }],
  Statistic: "Maximum",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 0,
  ComparisonOperator: "GreaterThanThreshold",
  TreatMissingData: "notBreaching",
};

function alarmsOf(properties: Readonly<Record<string, unknown>>) {
  const metrics = createMetrics(aClock(), someLogs());
  const { evaluate } = createAlarms(resourcesOf(aResource("AWS::CloudWatch::Alarm", "Alarm", properties)), metrics);
  return { metrics, evaluate: () => evaluate()[0] };
}

// CloudWatch API Reference, PutMetricAlarm
describe("an alarm of the template", () => {
  it("rings at once when the queue it watches holds a message", () => {
    const { metrics, evaluate } = alarmsOf(deadLetters);
    let depth = 0;
    metrics.gauge("AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: "dev-payments-dead" }, () => depth);
    expect(evaluate()?.state).toBe("OK");
    depth = 1;
    expect(evaluate()).toEqual({
      name: "dev-payments-dead-letters",
      state: "ALARM",
      reason: "above 0 for 1 periods; most recent values: - - 1",
    });
  });

  it("does not ring at the threshold, only above it", () => {
    const { metrics, evaluate } = alarmsOf({ ...deadLetters, Threshold: 10 });
    const put = (value: number) =>
      metrics.put("AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: "dev-payments-dead" }, value);
    put(10);
    expect(evaluate()?.state).toBe("OK");
    put(11);
    expect(evaluate()?.state).toBe("ALARM");
  });

  it.each([
    ["ComparisonOperator", "GreaterThanUpperThreshold"],
    ["Statistic", "Average"],
    ["TreatMissingData", "missing"],
    ["Period", 10],
  ])("stops the start when its %s is %s", (name, value) => {
    expect(() => alarmsOf({ ...deadLetters, [name]: value })).toThrow(
      new RegExp(`^Alarm \\(AWS::CloudWatch::Alarm\\)[^]*${name}`),
    );
  });
});
