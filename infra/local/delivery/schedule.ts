import type { Cancel, Context, Resource } from "../ports.ts";
import type { AsyncInvoke } from "./async-invoke.ts";
import { type Rule, ruleOf } from "./bus.ts";
import { busEvent } from "./event.ts";
import { nameOf } from "./ids.ts";

const unitMilliseconds: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Milliseconds between two runs of `rate(5 minutes)`; undefined for anything else, cron among it. */
export function periodOf(expression: unknown): number | undefined {
  const [, count, unit] = String(expression).match(/^rate\(([1-9]\d*) (minute|hour|day)s?\)$/) ?? [];
  const milliseconds = unitMilliseconds[unit ?? ""];
  return milliseconds === undefined ? undefined : Number(count) * milliseconds;
}

/** When a rate falls due after `previous`: once, however many periods have passed meanwhile. */
export function nextDue(previous: number, period: number, now: number): number {
  return previous + period * Math.max(1, Math.ceil((now - previous) / period));
}

/** Runs the functions of the template's rules with a rate; the first run is one period after the start. */
export function startSchedules(resources: readonly Resource[], context: Context, asyncInvoke: AsyncInvoke): Cancel {
  const { clock, random } = context;
  const cancels = new Map<string, Cancel>();

  function arm(rule: Rule, period: number, due: number): void {
    const run = () => {
      const event = busEvent(
        { source: "aws.events", detailType: "Scheduled Event", detail: {}, resources: [rule.arn] },
        due,
        random,
      );
      for (const target of rule.targets) asyncInvoke.send(nameOf(target.arn), event);
      arm(rule, period, nextDue(due, period, clock.now() + 1));
    };
    cancels.set(rule.arn, clock.after(Math.max(0, due - clock.now()), run));
  }

  for (const resource of resources) {
    const period = periodOf(resource.properties.ScheduleExpression);
    if (period !== undefined) arm(ruleOf(resource), period, clock.now() + period);
  }
  return () => {
    for (const cancel of cancels.values()) cancel();
  };
}
