import type { Dimensions, Resource, Resources } from "../ports.ts";
import { TemplateError } from "../template/resources.ts";
import { type AlarmState, evaluateAlarm, evaluationRange, type TreatMissingData } from "./alarm-rules.ts";
import type { CollectedMetrics, Query } from "./metrics.ts";

type EvaluatedAlarm = { readonly name: string; readonly state: AlarmState; readonly reason: string };

export type Alarms = {
  /** Evaluates every alarm now, the period that just runs included: CloudWatch would wait for its end. */
  evaluate(): readonly EvaluatedAlarm[];
};

type Properties = Resource["properties"];
type Points = readonly (number | undefined)[];
type Alarm = {
  readonly name: string;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
  readonly comparison: string;
  readonly threshold: number;
  read(periods: number): Points;
};

const comparisons: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** The alarms of the templates over collected metrics. Source: CloudWatch API Reference, PutMetricAlarm. */
export function createAlarms(resources: Resources, metrics: CollectedMetrics): Alarms {
  const alarms = resources.ofType("AWS::CloudWatch::Alarm").map((resource) => alarmOf(resource, metrics));
  const states = new Map<string, AlarmState>();
  return {
    evaluate: () =>
      alarms.map((alarm) => {
        const points = alarm.read(evaluationRange(alarm.evaluationPeriods));
        const breaches = comparisons[alarm.comparison] ?? (() => false);
        const breaching = points.map((point) => (point === undefined ? undefined : breaches(point, alarm.threshold)));
        const state = evaluateAlarm({ ...alarm, breaching, current: states.get(alarm.name) ?? "INSUFFICIENT_DATA" });
        states.set(alarm.name, state);
        return { name: alarm.name, state, reason: reasonOf(alarm, points) };
      }),
  };
}

function reasonOf(
  { comparison, threshold, datapointsToAlarm, evaluationPeriods, treatMissingData }: Alarm,
  points: Points,
): string {
  const shown = points.map((point) => (point === undefined ? "-" : String(Math.round(point * 1000) / 1000))).join(" ");
  return `${datapointsToAlarm} of ${evaluationPeriods} periods ${comparison} ${threshold}, missing data ${treatMissingData}; most recent values: ${shown}`;
}

function alarmOf({ logicalId, properties, ref }: Resource, metrics: CollectedMetrics): Alarm {
  const comparison = String(properties.ComparisonOperator);
  if (!(comparison in comparisons))
    throw new TemplateError(
      `${logicalId} (AWS::CloudWatch::Alarm): ${comparison} is not evaluated by the local runtime`,
    );
  const evaluationPeriods = Number(properties.EvaluationPeriods);
  return {
    name: String(properties.AlarmName ?? ref),
    evaluationPeriods,
    datapointsToAlarm: Number(properties.DatapointsToAlarm ?? evaluationPeriods),
    treatMissingData: treatmentOf(properties),
    comparison,
    threshold: Number(properties.Threshold),
    read: readerOf(properties, metrics),
  };
}

/** Alarms on `AWS/DynamoDB` ignore missing data unless told otherwise (same page as the rules). */
function treatmentOf({ TreatMissingData, Namespace }: Properties): TreatMissingData {
  if (TreatMissingData !== undefined) return TreatMissingData as TreatMissingData;
  return Namespace === "AWS/DynamoDB" ? "ignore" : "missing";
}

function readerOf(properties: Properties, metrics: CollectedMetrics): (periods: number) => Points {
  const query: Omit<Query, "periods"> = {
    namespace: String(properties.Namespace),
    name: String(properties.MetricName),
    dimensions: dimensionsOf(properties.Dimensions),
    statistic: String(properties.ExtendedStatistic ?? properties.Statistic),
    periodSeconds: Number(properties.Period),
  };
  return (periods) => metrics.query({ ...query, periods });
}

function dimensionsOf(list: unknown): Dimensions {
  return Object.fromEntries(
    ((list ?? []) as readonly { Name: string; Value: string }[]).map(({ Name, Value }) => [Name, Value]),
  );
}
