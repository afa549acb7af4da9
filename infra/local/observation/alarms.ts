import * as z from "zod";
import type { Clock, Logs, Resource, Resources, Service } from "../ports.ts";
import { TemplateError } from "../template/resources.ts";
import { type CollectedMetrics, createMetrics, statistics } from "./metrics.ts";

type EvaluatedAlarm = { readonly name: string; readonly state: "OK" | "ALARM"; readonly reason: string };

export type Alarms = {
  /** Evaluates every alarm now, the period that just runs included: CloudWatch would wait for its end. */
  evaluate(): readonly EvaluatedAlarm[];
};

type Points = readonly (number | undefined)[];

/** The one kind of alarm that the templates hold: above a threshold, as many periods in a row, no data is no alarm. */
const alarmSchema = z.object({
  AlarmName: z.string(),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  Statistic: z.enum(statistics),
  /** Seconds. */
  Period: z.number().multipleOf(60),
  EvaluationPeriods: z.number().int().min(1),
  Threshold: z.number(),
  ComparisonOperator: z.literal("GreaterThanThreshold"),
  TreatMissingData: z.literal("notBreaching"),
});
type Alarm = z.infer<typeof alarmSchema>;

export const cloudWatch = {
  source: "CloudWatch API Reference, PutMetricAlarm",
  types: {
    // Alarms are looked at when asked for; their actions, which tell people outside of the stack, are not carried out.
    "AWS::CloudWatch::Alarm": {
      model: "observation/alarms.ts",
      supports: ["AlarmActions", "AlarmDescription", ...Object.keys(alarmSchema.shape)],
    },
  },
  create({ resources, clock, logs }: { resources: Resources; clock: Clock; logs: Logs }): CollectedMetrics & Alarms {
    const metrics = createMetrics(clock, logs);
    return { ...metrics, ...createAlarms(resources, metrics) };
  },
} satisfies Service;

/** CloudWatch looks back farther than it evaluates; its documentation shows five periods for three evaluated ones. */
const lookedBackFarther = 2;

/**
 * Whether an alarm rings: the newest data points of the evaluation range breach, as many as it evaluates; those that are
 * missing count as good. Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data".
 *
 * @param breaching for each period of the range, oldest first; undefined where the metric has no data
 */
export function rings(breaching: readonly (boolean | undefined)[], evaluationPeriods: number): boolean {
  const evaluated = breaching.filter((point) => point !== undefined).slice(-evaluationPeriods);
  return evaluated.length === evaluationPeriods && evaluated.every((isBreaching) => isBreaching);
}

/**
 * The alarms of the templates over collected metrics. Source: CloudWatch API Reference, PutMetricAlarm.
 * @throws TemplateError naming an alarm of another kind
 */
export function createAlarms(resources: Resources, metrics: CollectedMetrics): Alarms {
  const alarms = resources.ofType("AWS::CloudWatch::Alarm").map(alarmOf);
  return {
    evaluate: () =>
      alarms.map((alarm) => {
        const points = pointsOf(alarm, metrics);
        const breaching = points.map((point) => (point === undefined ? undefined : point > alarm.Threshold));
        const state = rings(breaching, alarm.EvaluationPeriods) ? "ALARM" : "OK";
        return { name: alarm.AlarmName, state, reason: reasonOf(alarm, points) };
      }),
  };
}

function alarmOf({ logicalId, type, properties }: Resource): Alarm {
  const { success, data, error } = alarmSchema.safeParse(properties);
  if (success) return data;
  throw new TemplateError(`${logicalId} (${type}) is not evaluated by the local runtime:\n${z.prettifyError(error)}`);
}

function pointsOf(alarm: Alarm, metrics: CollectedMetrics): Points {
  return metrics.query({
    namespace: alarm.Namespace,
    name: alarm.MetricName,
    dimensions: Object.fromEntries(alarm.Dimensions.map(({ Name, Value }) => [Name, Value])),
    statistic: alarm.Statistic,
    periodSeconds: alarm.Period,
    periods: alarm.EvaluationPeriods + lookedBackFarther,
  });
}

function reasonOf({ Threshold, EvaluationPeriods }: Alarm, points: Points): string {
  const shown = points.map((point) => (point === undefined ? "-" : String(Math.round(point * 1000) / 1000))).join(" ");
  return `above ${Threshold} for ${EvaluationPeriods} periods; most recent values: ${shown}`;
}
