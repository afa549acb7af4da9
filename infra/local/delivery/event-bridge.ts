import { AwsError, type Context, type Part, type QueuePolicies, type Resource, type Service } from "../ports.ts";
import type { AsyncInvoke } from "./async-invoke.ts";
import { createBus } from "./bus.ts";
import type { Disturb } from "./disturb.ts";
import { consumers } from "./event-sources.ts";
import { isLambda, nameOf } from "./ids.ts";
import { list, missing, record } from "./input.ts";
import { type InputTransformer, unsupportedInTransformer } from "./input-transformer.ts";
import { unsupportedIn } from "./pattern.ts";
import type { Queues } from "./queues.ts";
import { createArchives, createReplays } from "./replays.ts";
import { ruleOperations } from "./rule-api.ts";
import { createRules } from "./rules.ts";
import { periodOf, startSchedules } from "./schedule.ts";

type Properties = Resource["properties"];
type Needs = {
  context: Context;
  disturb: Disturb;
  queues: Queues;
  queuePolicies: QueuePolicies;
  asyncInvoke: AsyncInvoke;
};

export const eventBridge = {
  source: "EventBridge User Guide",
  types: {
    "AWS::Events::EventBus": { model: "delivery/bus.ts", supports: ["Name"] },
    "AWS::Events::Archive": {
      model: "delivery/archive.ts",
      supports: ["ArchiveName", "SourceArn", "EventPattern", "RetentionDays"],
      refuses: ({ EventPattern, RetentionDays }) => [
        ...unsupportedIn(EventPattern).map((problem) => `EventPattern: ${problem}`),
        !(Number(RetentionDays) > 0) && "RetentionDays: missing",
      ],
    },
    // The registry is read by people and code generators in AWS's console; nothing here asks it.
    "AWS::EventSchemas::Registry": { model: "delivery/event-bridge.ts", supports: ["RegistryName", "Description"] },
    "AWS::EventSchemas::Schema": {
      model: "delivery/event-bridge.ts",
      supports: ["RegistryName", "SchemaName", "Type", "Content", "Description"],
    },
    "AWS::Events::Rule": {
      model: "delivery/bus.ts",
      supports: [
        ...["Name", "EventBusName", "EventPattern", "ScheduleExpression", "State"],
        ...["Targets.Id", "Targets.Arn", "Targets.DeadLetterConfig.Arn"],
        ...["Targets.InputTransformer.InputPathsMap", "Targets.InputTransformer.InputTemplate"],
        ...["Targets.RetryPolicy.MaximumRetryAttempts", "Targets.RetryPolicy.MaximumEventAgeInSeconds"],
      ],
      refuses: unsupportedInRule,
    },
  },
  create: createEventBridge,
} satisfies Service;

/** Buses, archives and schedules of the template. */
function createEventBridge({ context, disturb, queues, queuePolicies, asyncInvoke }: Needs): Part {
  const { resources, clock, random } = context;
  const archives = createArchives(resources, clock);
  const rules = createRules(resources);
  const bus = createBus({
    ...{ context, disturb, rules, functionOf: consumers(resources), keep: archives.keep },
    send(rule, arn, outgoing) {
      if (isLambda(arn)) asyncInvoke.send(nameOf(arn), JSON.parse(outgoing.body));
      // What the template wires has been judged at the start.
      else if (rule.fixed || queuePolicies.maySend("events.amazonaws.com", arn, rule.arn)) queues.send(arn, outgoing);
      else throw new AwsError("AccessDenied", `The policy of ${arn} does not let ${rule.arn} send to it.`, 403);
    },
  });
  const replays = createReplays({ archives: archives.all, bus, clock, random });
  let stopSchedules = () => {};
  return {
    apis: [
      {
        service: "events",
        operations: {
          PutEvents: async (call) => bus.putEvents(call),
          ...ruleOperations(rules, bus.buses),
          ...replays.operations,
        },
      },
    ],
    busy: () => bus.waiting() > 0 || replays.running(),
    start() {
      stopSchedules = startSchedules(context, bus);
    },
    stop: () => stopSchedules(),
  };
}

function unsupportedInRule(properties: Properties): readonly (string | false)[] {
  const { EventPattern, ScheduleExpression, State } = properties;
  const service = ScheduleExpression === undefined ? "sqs" : "lambda";
  return [
    ...(EventPattern === undefined ? [] : unsupportedIn(EventPattern).map((problem) => `EventPattern: ${problem}`)),
    ScheduleExpression !== undefined &&
      periodOf(ScheduleExpression) === undefined &&
      `ScheduleExpression: ${String(ScheduleExpression)}`,
    State !== undefined && State !== "ENABLED" && `State: ${String(State)}`,
    ...list<Properties>(properties, "Targets").flatMap((target) => [
      !String(target.Arn).startsWith(`arn:aws:${service}:`) && `Targets.Arn: ${target.Arn} is no ${service} target`,
      ...missing(target, ["DeadLetterConfig", "RetryPolicy"]).map((problem) => `Targets.${problem}`),
      ...unsupportedTransformer(target),
    ]),
  ];
}

function unsupportedTransformer(target: Properties): string[] {
  const { InputPathsMap: paths = {}, InputTemplate: template } = record(target, "InputTransformer");
  if (typeof template !== "string") return [];
  const transformer = { paths: paths as InputTransformer["paths"], template };
  return unsupportedInTransformer(transformer).map((problem) => `Targets.InputTransformer: ${problem}`);
}
