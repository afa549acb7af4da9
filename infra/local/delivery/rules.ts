import { AwsError, type Resource, type Resources } from "../ports.ts";
import { arn } from "../template/physical.ts";
import { type BusEvent, busOf } from "./event.ts";
import { nameOf } from "./ids.ts";
import { list, record, text, within } from "./input.ts";
import { type InputTransformer, transformed, unsupportedInTransformer, valueAt } from "./input-transformer.ts";
import { type Pattern, unsupportedIn } from "./pattern.ts";

type Input = Readonly<Record<string, unknown>>;

export type Rule = {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  /** None on a schedule. */
  readonly pattern?: Pattern;
  readonly enabled: boolean;
  readonly targets: readonly Target[];
  /** What is shown of it beside its names. */
  readonly shown: Input;
  /** Of the template: no call changes or ends it. */
  readonly fixed: boolean;
};

export type Target = {
  readonly id: string;
  readonly arn: string;
  readonly deadLetterArn?: string;
  /** The text that it gets of an event. */
  readonly bodyOf: (event: BusEvent) => string;
  readonly maximumRetries: number;
  readonly maximumAgeSeconds: number;
  /** As it was given. */
  readonly shown: Input;
};

/** A rule has at most so many targets (EventBridge quotas). */
const mostTargets = 5;

/** Every rule: those of the template, and those that a person makes beside them until the stack ends. */
export type Rules = {
  readonly all: () => readonly Rule[];
  /** @throws AwsError when there is none of that name */
  readonly get: (bus: string, name: string) => Rule;
  readonly find: (bus: string, name: string) => Rule | undefined;
  readonly put: (rule: Rule) => void;
  readonly delete: (rule: Rule) => void;
};

export function createRules(resources: Resources): Rules {
  const rules = new Map(
    resources
      .ofType("AWS::Events::Rule")
      .map(ruleOf)
      .map((rule) => [rule.arn, rule]),
  );
  const find = (bus: string, name: string) => rules.get(ruleArn(bus, name));
  return {
    all: () => [...rules.values()],
    find,
    get(bus, name) {
      const rule = find(bus, name);
      if (rule !== undefined) return rule;
      throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus}.`);
    },
    put: (rule) => void rules.set(rule.arn, rule),
    delete: (rule) => void rules.delete(rule.arn),
  };
}

function ruleArn(bus: string, name: string): string {
  return arn("events", bus === "default" ? `rule/${name}` : `rule/${bus}/${name}`);
}

/** A rule of the template; its values have been checked at the start. */
export function ruleOf({ properties, attributes, ref }: Resource): Rule {
  const { EventPattern: pattern, ScheduleExpression } = properties;
  const own = attributes.Arn ?? ref;
  return {
    ...{ name: nameOf(own), arn: own, bus: busOf({ EventBusName: properties.EventBusName as string | undefined }) },
    ...(pattern === undefined ? {} : { pattern: pattern as Pattern }),
    ...{ enabled: true, fixed: true, targets: list<Input>(properties, "Targets").map(targetOf) },
    shown: pattern === undefined ? { ScheduleExpression } : { EventPattern: JSON.stringify(pattern) },
  };
}

/**
 * A rule that a person puts, with the targets it had (EventBridge API reference, PutRule).
 * @throws AwsError for names, states and patterns that EventBridge refuses, and for schedules
 */
export function ownRule(bus: string, input: Input, before: Rule | undefined): Rule {
  const name = text(input, "Name");
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) throw invalid("Name: 1 to 64 letters, digits, periods, - and _.");
  const { State = "ENABLED", ScheduleExpression, Description } = input;
  if (State !== "ENABLED" && State !== "DISABLED") throw invalid("State: ENABLED or DISABLED.");
  if (ScheduleExpression !== undefined) {
    throw invalid("ScheduleExpression: rules made while the local runtime runs have a pattern.");
  }
  const EventPattern = text(input, "EventPattern");
  return {
    ...{ name, arn: ruleArn(bus, name), bus, pattern: patternOf(EventPattern), enabled: State === "ENABLED" },
    ...{ targets: before?.targets ?? [], fixed: false },
    shown: { EventPattern, ...(Description === undefined ? {} : { Description }) },
  };
}

function patternOf(json: string): Pattern {
  const pattern = parsed(json);
  const [problem] = unsupportedIn(pattern);
  if (problem === undefined) return pattern as Pattern;
  throw new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${problem}`);
}

/**
 * The targets of a rule after PutTargets; one with an id that is there takes its place.
 * @throws AwsError for another target than a queue, and for inputs and limits that EventBridge refuses
 */
export function withTargets({ targets }: Rule, given: readonly Input[]): readonly Target[] {
  const put = given.map((target) => {
    const id = text(target, "Id");
    refuseTarget(id, target);
    return targetOf(target);
  });
  const ids = new Set(put.map(({ id }) => id));
  const all = [...targets.filter(({ id }) => !ids.has(id)), ...put];
  if (all.length <= mostTargets) return all;
  throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
}

function refuseTarget(id: string, target: Input): void {
  const { Input: constant, InputPath, InputTransformer, RetryPolicy: _, DeadLetterConfig, ...others } = target;
  const [unknown] = Object.keys(others).filter((name) => name !== "Id" && name !== "Arn");
  if (unknown !== undefined) throw invalid(`${unknown} of target ${id} is not supported by the local runtime.`);
  for (const queue of [
    target.Arn,
    ...(DeadLetterConfig === undefined ? [] : [record(target, "DeadLetterConfig").Arn]),
  ]) {
    if (!/^arn:aws:sqs:[^:]+:\d{12}:[\w-]+$/.test(String(queue))) {
      throw invalid(`${String(queue)} of target ${id}: targets made while the local runtime runs are queues.`);
    }
  }
  if ([constant, InputPath, InputTransformer].filter((value) => value !== undefined).length > 1) {
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
  }
  if (constant !== undefined && parsed(String(constant)) === undefined) {
    throw invalid(`JSON syntax error in input for target ${id}.`);
  }
  if (InputPath !== undefined && !/^\$(\.[\w-]+)*$/.test(String(InputPath))) {
    throw invalid(`Invalid InputPath for target ${id}: ${String(InputPath)}.`);
  }
  const [problem] = InputTransformer === undefined ? [] : unsupportedInTransformer(transformerOf(target));
  if (problem !== undefined) throw invalid(`Invalid InputTransformer for target ${id}: ${problem}.`);
}

function targetOf(target: Input): Target {
  const policy = record(target, "RetryPolicy");
  const deadLetterArn = record(target, "DeadLetterConfig").Arn;
  return {
    ...{ id: text(target, "Id"), arn: text(target, "Arn"), bodyOf: bodyOf(target), shown: target },
    ...(deadLetterArn === undefined ? {} : { deadLetterArn: String(deadLetterArn) }),
    maximumRetries: within(policy, "MaximumRetryAttempts", 0, 185, 185),
    maximumAgeSeconds: within(policy, "MaximumEventAgeInSeconds", 60, 86_400, 86_400),
  };
}

function bodyOf(target: Input): Target["bodyOf"] {
  const { Input: constant, InputPath, InputTransformer } = target;
  if (constant !== undefined) return () => String(constant);
  if (InputPath !== undefined) return (event) => JSON.stringify(valueAt(event, String(InputPath)) ?? null);
  if (InputTransformer === undefined) return JSON.stringify;
  return (event) => transformed(transformerOf(target), event);
}

function transformerOf(target: Input): InputTransformer {
  const { InputPathsMap: paths = {}, InputTemplate: template } = record(target, "InputTransformer");
  return { paths: paths as InputTransformer["paths"], template: String(template) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
