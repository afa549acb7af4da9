import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Resource } from "../../infra/local/ports.ts";
import { deploy, planOf } from "./deployment.ts";

const { resources } = deploy();
const alarms = resources.ofType("AWS::CloudWatch::Alarm");
const runbook = readFileSync(join(import.meta.dirname, "../../infra/cdk/README.md"), "utf8");

type Dimension = { readonly Name: string; readonly Value: string };

function names(type: string, property: string): readonly string[] {
  return resources.ofType(type).map(({ properties }) => String(properties[property]));
}
const functions = names("AWS::Lambda::Function", "FunctionName");
const queues = names("AWS::SQS::Queue", "QueueName");

/**
 * Metrics that AWS reports, and what their dimensions may name. Sources: Lambda Developer Guide, "Types of metrics for
 * Lambda functions"; SQS Developer Guide, "Available CloudWatch metrics"; API Gateway Developer Guide, "Metrics".
 */
const reported: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "AWS/Lambda Errors": { FunctionName: functions },
  "AWS/Lambda Throttles": { FunctionName: functions },
  "AWS/Lambda IteratorAge": { FunctionName: functions },
  "AWS/Lambda OnFailureDestinationDeliveredEventCount": {
    EventSourceMappingUUID: resources
      .ofType("AWS::Lambda::EventSourceMapping")
      .filter(({ properties }) => JSON.stringify(properties["MetricsConfig"]) === '{"Metrics":["EventCount"]}')
      .map(({ ref }) => ref),
  },
  "AWS/SQS ApproximateNumberOfMessagesVisible": { QueueName: queues },
  "AWS/SQS ApproximateAgeOfOldestMessage": { QueueName: queues },
  "AWS/ApiGateway 5XXError": {
    ApiName: names("AWS::ApiGateway::RestApi", "Name"),
    Stage: names("AWS::ApiGateway::Stage", "StageName"),
  },
};

function metricOf({ properties }: Resource): string {
  return `${properties["Namespace"]} ${properties["MetricName"]}`;
}
function dimensionsOf({ properties }: Resource) {
  return properties["Dimensions"] as readonly Dimension[];
}
function watching(metric: string, value: string): readonly Resource[] {
  return alarms.filter(
    (alarm) => metricOf(alarm) === metric && dimensionsOf(alarm).some(({ Value }) => Value === value),
  );
}

describe.each(alarms.map((alarm) => [alarm.ref, alarm] as const))("alarm %s", (_, alarm) => {
  it("watches a metric that exists, of something that is deployed", () => {
    const known = reported[metricOf(alarm)];
    expect(
      dimensionsOf(alarm)
        .map(({ Name }) => Name)
        .sort(),
    ).toEqual(Object.keys(known ?? {}).sort());
    for (const { Name, Value } of dimensionsOf(alarm)) expect(known?.[Name]).toContain(Value);
  });

  it("rings at the operators' topic, and not for want of data", () => {
    const [action, ...others] = alarm.properties["AlarmActions"] as readonly string[];
    expect(others).toEqual([]);
    expect(resources.named(String(action)).properties["TopicName"]).toBe("dev-alarms");
    expect(alarm.properties["TreatMissingData"]).toBe("notBreaching");
  });

  it("links to its entry in the runbook", () => {
    const [, entry] =
      /Runbook: infra\/cdk\/README\.md#([a-z0-9-]+)$/.exec(String(alarm.properties["AlarmDescription"])) ?? [];
    expect(runbook).toContain(`\n### ${entry}\n`);
  });
});

describe("what must be watched", () => {
  it.each(queues.filter((name) => /-(dead-letters|undelivered)$/.test(name)))(
    "the first message in %s rings",
    (name) => {
      const [alarm] = watching("AWS/SQS ApproximateNumberOfMessagesVisible", name);
      expect(alarm?.properties).toMatchObject({
        Threshold: 0,
        ComparisonOperator: "GreaterThanThreshold",
        EvaluationPeriods: 1,
      });
    },
  );

  it.each(queues.filter((name) => !/-(dead-letters|undelivered)$/.test(name)))(
    "messages growing old in %s ring",
    (name) => {
      expect(watching("AWS/SQS ApproximateAgeOfOldestMessage", name)).toHaveLength(1);
    },
  );

  it.each(resources.ofType("AWS::Lambda::Function").map((fn) => [fn.ref, fn] as const))(
    "errors of %s ring",
    (name, fn) => {
      expect(watching("AWS/Lambda Errors", name)).toHaveLength(/uthorizer$/.test(planOf(fn).trigger) ? 0 : 1);
    },
  );

  it("every entry of the runbook has an alarm", () => {
    const entries = [...runbook.matchAll(/^### (.+)$/gm)].map(([, entry]) => entry);
    const linked = new Set(alarms.map(({ properties }) => String(properties["AlarmDescription"]).split("#").at(-1)));
    expect([...linked].sort()).toEqual(entries.sort());
  });

  it("the topic takes what alarms say", () => {
    const policies = resources.ofType("AWS::SNS::TopicPolicy").map(({ properties }) => JSON.stringify(properties));
    const own = policies.find((policy) => policy.includes("dev-alarms"));
    expect(own).toContain('"Service":"cloudwatch.amazonaws.com"');
  });
});
