import type { Cancel, Context } from "../ports.ts";
import type { Bus } from "./bus.ts";
import { busEvent } from "./event.ts";
import { type Rule, ruleOf } from "./rules.ts";

/** Milliseconds between two runs of `rate(5 minutes)`; undefined for anything else, hours, days and cron among it. */
export function periodOf(expression: unknown): number | undefined {
  const [, minutes] = String(expression).match(/^rate\(([1-9]\d*) minutes?\)$/) ?? [];
  return minutes === undefined ? undefined : Number(minutes) * 60_000;
}

/** When a rate falls due after `previous`: once, however many periods have passed meanwhile. */
export function nextDue(previous: number, period: number, now: number): number {
  return previous + period * Math.max(1, Math.ceil((now - previous) / period));
}

/** Fires the template's rules with a rate; the first time is one period after the start. */
export function startSchedules({ clock, random, resources }: Context, bus: Bus): Cancel {
  const cancels = new Map<string, Cancel>();

  function arm(rule: Rule, period: number, due: number): void {
    const run = () => {
      const tick = { source: "aws.events", detailType: "Scheduled Event", detail: {}, resources: [rule.arn] };
      bus.fire(rule, busEvent(tick, due, random));
      arm(rule, period, nextDue(due, period, clock.now() + 1));
    };
    cancels.set(rule.arn, clock.after(Math.max(0, due - clock.now()), run));
  }

  for (const resource of resources.ofType("AWS::Events::Rule")) {
    const period = periodOf(resource.properties.ScheduleExpression);
    if (period !== undefined) arm(ruleOf(resource), period, clock.now() + period);
  }
  return () => {
    for (const cancel of cancels.values()) cancel();
  };
}
