import { busSourceOf, type EventContract, isForeign } from "@millrace/contracts/define-event";
import { kebab } from "@millrace/contracts/define-service";
import { Duration, type Stack } from "aws-cdk-lib";
import { type EventPattern, Rule, type RuleProps, type RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction, SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { DeployedFunction } from "./deployed.ts";
import type { Foundation } from "./foundation.ts";

/** The pattern of some facts on the bus, and of nothing else. */
export function patternOf(facts: readonly EventContract[]): EventPattern {
  return {
    source: [...new Set(facts.map(({ service }) => busSourceOf(service)))],
    detailType: facts.map(({ name }) => name),
  };
}

/** The rules of a function on the bus, by name: one for each fact it reacts to, and one for all that its handler takes. */
function factsOf({ service, name, reactions, handler }: DeployedFunction["plan"]) {
  const ofReactions = Object.entries(reactions)
    // What AWS services tell of themselves is not on this bus.
    .filter(([, { to }]) => !isForeign(to))
    .map(([reaction, { to }]) => ({ id: kebab(reaction), ruleName: `${service}-${kebab(reaction)}`, facts: [to] }));
  return handler?.takes ? [...ofReactions, { id: name, ruleName: name, facts: handler.takes }] : ofReactions;
}

/** Routes the facts that a queue's function is there for to the queue. */
export function routeFacts(
  stack: Stack,
  { settings, bus }: Foundation,
  { plan }: DeployedFunction,
  queue: Queue,
  undelivered: Queue,
): void {
  for (const { id, ruleName, facts } of factsOf(plan)) {
    const rule = { ruleName: `${settings.stage}-${ruleName}`, eventBus: bus.bus, eventPattern: patternOf(facts) };
    routeToQueue(stack, `${id}-rule`, rule, queue, undelivered);
  }
}

/** A rule that hands what matches, or what `message` makes of it, to a queue, for a day, and then to the undelivered. */
export function routeToQueue(
  stack: Stack,
  id: string,
  rule: RuleProps,
  queue: Queue,
  undelivered: Queue,
  message?: RuleTargetInput,
): void {
  const target = new SqsQueue(queue, {
    deadLetterQueue: undelivered,
    maxEventAge: Duration.hours(24),
    retryAttempts: 185,
    ...(message === undefined ? {} : { message }),
  });
  new Rule(stack, id, { ...rule, targets: [target] });
}

/** Runs a schedule's function. A tick that could not be delivered in time is not made up for: the next one is near. */
export function runOnSchedule(stack: Stack, stage: string, { plan, fn }: DeployedFunction, undelivered: Queue): void {
  for (const { everyMinutes } of Object.values(plan.schedules)) {
    new Rule(stack, `${plan.name}-rule`, {
      ruleName: `${stage}-${plan.name}`,
      schedule: Schedule.rate(Duration.minutes(everyMinutes)),
      targets: [
        new LambdaFunction(fn, {
          deadLetterQueue: undelivered,
          maxEventAge: Duration.minutes(everyMinutes),
          retryAttempts: 2,
        }),
      ],
    });
  }
}
