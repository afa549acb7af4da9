import type { Context, Part, QueuePolicies, Resource, Service } from "../ports.ts";
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
function createEventBridge({ context, disturb, queues, asyncInvoke }: Needs): Part {
  const { resources, clock, random } = context;
  const archives = createArchives(resources, clock);
  const bus = createBus({
    ...{ context, disturb, functionOf: consumers(resources), keep: archives.keep },
    send(arn, outgoing) {
      if (isLambda(arn)) asyncInvoke.send(nameOf(arn), JSON.parse(outgoing.body));
      else queues.send(arn, outgoing);
    },
  });
  const replays = createReplays({ archives: archives.all, bus, clock, random });
  let stopSchedules = () => {};
  return {
    apis: [
      { service: "events", operations: { PutEvents: async (call) => bus.putEvents(call), ...replays.operations } },
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
