import { Duration, type Stack } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { ConsumerQueue, DeployedFunction } from "./deployed.ts";
import type { Foundation } from "./foundation.ts";
import type { Trigger } from "./plan.ts";

/** The entries of the runbook in infra/cdk/README.md; an alarm's description names one. */
type RunbookEntry =
  | "dead-letters"
  | "undelivered"
  | "failed-invocations"
  | "queue-age"
  | "function-errors"
  | "function-throttles"
  | "relay-lag"
  | "relay-failures"
  | "api-5xx";

type AlarmPlan = {
  /** Without the stage: `orders-events-dead-letters`. */
  readonly name: string;
  readonly metric: IMetric;
  /** It rings when the metric is above this. */
  readonly above: number;
  /** For how many periods in a row. */
  readonly periods?: number;
  readonly says: string;
  readonly entry: RunbookEntry;
};

/**
 * An alarm that rings at the operators' topic and says where to read on; none in a stage without alarms. No data is no
 * alarm: a quiet shop is healthy.
 */
export function createAlarm(stack: Stack, { settings, bus }: Foundation, plan: AlarmPlan): void {
  if (!settings.alarms) return;
  const alarm = new Alarm(stack, `${plan.name}-alarm`, {
    alarmName: `${settings.stage}-${plan.name}`,
    alarmDescription: `${plan.says} Runbook: infra/cdk/README.md#${plan.entry}`,
    metric: plan.metric,
    threshold: plan.above,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: plan.periods ?? 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(bus.alarms));
}

const minute = { period: Duration.minutes(1) };
const fiveMinutes = { period: Duration.minutes(5) };

function watchMessages(
  stack: Stack,
  foundation: Foundation,
  name: string,
  queue: Queue,
  entry: RunbookEntry,
  says: string,
): void {
  const metric = queue.metricApproximateNumberOfMessagesVisible({ ...minute, statistic: "Maximum" });
  createAlarm(stack, foundation, { name, metric, above: 0, entry, says });
}

/** What a service's rules could not hand over. */
export function watchUndelivered(stack: Stack, foundation: Foundation, service: string, queue: Queue): void {
  watchMessages(
    stack,
    foundation,
    `${service}-undelivered`,
    queue,
    "undelivered",
    `A rule of ${service} could not deliver a fact or a tick.`,
  );
}

/** Events that a function could not handle which Lambda invokes on its own. */
export function watchFailedInvocations(
  stack: Stack,
  foundation: Foundation,
  { plan }: DeployedFunction,
  queue: Queue,
): void {
  watchMessages(
    stack,
    foundation,
    `${plan.name}-dead-letters`,
    queue,
    "failed-invocations",
    `${plan.name} gave up an event.`,
  );
}

/** Messages given up, and messages that wait longer than a handful of retries takes. */
export function watchQueue(
  stack: Stack,
  foundation: Foundation,
  { plan }: DeployedFunction,
  { queue, deadLetters }: ConsumerQueue,
): void {
  watchMessages(
    stack,
    foundation,
    `${plan.name}-dead-letters`,
    deadLetters,
    "dead-letters",
    `${plan.name} gave up a message.`,
  );
  createAlarm(stack, foundation, {
    name: `${plan.name}-age`,
    metric: queue.metricApproximateAgeOfOldestMessage({ ...minute, statistic: "Maximum" }),
    above: Duration.minutes(15).toSeconds(),
    says: `The oldest message of ${plan.name} waits for more than 15 minutes.`,
    entry: "queue-age",
  });
}

const authorizers: readonly Trigger[] = ["authorizer", "socketAuthorizer"];

/**
 * Errors and throttles of a function. The chains answer every failure they see, so an error of an API or queue function
 * is a crash or a timeout; a schedule may miss two ticks before anybody is woken.
 */
export function watchFunction(stack: Stack, foundation: Foundation, { plan, fn }: DeployedFunction): void {
  // An authorizer says "unauthorized" by throwing, so its errors say nothing; its real failures are 5xx of the API.
  if (!authorizers.includes(plan.trigger)) {
    createAlarm(stack, foundation, {
      name: `${plan.name}-errors`,
      metric: fn.metricErrors(fiveMinutes),
      above: plan.trigger === "schedule" ? 2 : 0,
      says: `${plan.name} fails.`,
      entry: "function-errors",
    });
  }
  // Lambda holds the records of queues, streams and schedules back when it throttles; callers of the API are turned away.
  if (!["http", "socket", ...authorizers].includes(plan.trigger)) return;
  createAlarm(stack, foundation, {
    name: `${plan.name}-throttles`,
    metric: fn.metricThrottles(fiveMinutes),
    above: 0,
    says: `Lambda turns calls of ${plan.name} away.`,
    entry: "function-throttles",
  });
}
