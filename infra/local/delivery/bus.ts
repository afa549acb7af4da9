import { type AwsApi, type AwsCall, AwsError, type Context, type Resource } from "../ports.ts";
import { type BusEvent, busOf, entryBytes, eventOf, type PutEntry } from "./event.ts";
import { nameOf } from "./ids.ts";
import { list, record, text } from "./input.ts";
import { type InputTransformer, transformed } from "./input-transformer.ts";
import type { MessageAttribute } from "./message-attributes.ts";
import { matches, type Pattern } from "./pattern.ts";
import type { Plan } from "./plan.ts";
import type { Outgoing } from "./queue.ts";

export type Rule = {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly pattern: Pattern;
  readonly targets: readonly Target[];
};
export type Target = {
  readonly arn: string;
  readonly deadLetterArn?: string;
  readonly transformer?: InputTransformer;
  readonly maximumRetries: number;
  readonly maximumAgeSeconds: number;
};

/** A failed delivery: what it failed with, how often it was retried, when it was first tried. */
type Failure = {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly retries: number;
  readonly since: number;
};

/**
 * What follows a failed delivery: a retry after exponential backoff with jitter, or, when the error cannot heal or a
 * limit of the retry policy is reached, the dead-letter queue (EventBridge user guide, "Event retry policy").
 */
export function afterFailure(
  target: Target,
  failure: Failure,
  now: number,
  random: () => number,
): { readonly retryInMilliseconds: number } | { readonly exhausted?: string } {
  if (!failure.retryable) return {};
  if (failure.retries >= target.maximumRetries) return { exhausted: "MaximumRetryAttempts" };
  if (now - failure.since >= target.maximumAgeSeconds * 1000) return { exhausted: "MaximumEventAgeInSeconds" };
  const ceiling = Math.min(300_000, 1000 * 2 ** failure.retries);
  return { retryInMilliseconds: Math.round(ceiling * (0.5 + random() / 2)) };
}

/** The attributes EventBridge puts on a message for the dead-letter queue (user guide, "Using dead-letter queues"). */
function deadLetterAttributes(
  rule: Rule,
  target: Target,
  failure: Failure,
  exhausted?: string,
): Record<string, MessageAttribute> {
  const values = {
    RULE_ARN: rule.arn,
    TARGET_ARN: target.arn,
    ERROR_CODE: failure.code,
    ERROR_MESSAGE: failure.message,
    ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
  };
  const attributes = Object.entries(values).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]);
  return {
    ...Object.fromEntries(attributes),
    RETRY_ATTEMPTS: { DataType: "Number", StringValue: String(failure.retries) },
  };
}

export type BusConfig = {
  readonly context: Context;
  readonly plan: () => Plan;
  /** Throws an `AwsError` when the target cannot be reached. */
  readonly send: (targetArn: string, outgoing: Outgoing) => void;
};

/** `events`: PutEvents, and the rules with a pattern on the default bus and those of the template. */
export function createBusApi(config: BusConfig): AwsApi & { readonly retrying: () => number } {
  const { clock, random, resources, metrics } = config.context;
  const buses = new Set(["default", ...resources.ofType("AWS::Events::EventBus").map((bus) => bus.ref)]);
  const rules = resources
    .ofType("AWS::Events::Rule")
    .filter((rule) => rule.properties.EventPattern !== undefined)
    .map(ruleOf);
  let retrying = 0;

  function deliver(rule: Rule, target: Target, outgoing: Outgoing, retries: number, since: number): void {
    try {
      if (random() < config.plan().fail) throw new AwsError("InternalError", "A planned fault", 500);
      config.send(target.arn, outgoing);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const failure = {
        code: errorCode(error),
        message: error.message,
        retryable: error.status >= 500 || error.status === 429,
        retries,
        since,
      };
      const next = afterFailure(target, failure, clock.now(), random);
      if ("retryInMilliseconds" in next) {
        retrying += 1;
        clock.after(next.retryInMilliseconds, () => {
          retrying -= 1;
          deliver(rule, target, outgoing, retries + 1, since);
        });
        return;
      }
      metrics.put("AWS/Events", "FailedInvocations", { RuleName: rule.name }, 1);
      if (target.deadLetterArn === undefined) return;
      metrics.put("AWS/Events", "InvocationsSentToDlq", { RuleName: rule.name }, 1);
      config.send(target.deadLetterArn, {
        ...outgoing,
        attributes: deadLetterAttributes(rule, target, failure, next.exhausted),
      });
    }
  }

  function route(bus: string, event: BusEvent, traceHeader: string | undefined): void {
    const whole = JSON.stringify(event);
    for (const rule of rules) {
      if (rule.bus !== bus || !matches(rule.pattern, event)) continue;
      for (const target of rule.targets) {
        const body = target.transformer === undefined ? whole : transformed(target.transformer, event);
        deliver(rule, target, { body, ...(traceHeader === undefined ? {} : { traceHeader }) }, 0, clock.now());
      }
    }
  }

  function putEvents(call: AwsCall) {
    const entries = list<PutEntry>(call.input, "Entries");
    if (entries.length < 1 || entries.length > 10) throw invalid("A request has 1 to 10 entries.");
    const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
    if (bytes >= maximumBytes) throw invalid("Total size of the entries in the request is over the limit.");
    const facts = { buses, fromService: call.principal.kind === "service" };
    const Entries = entries.map((entry) => {
      const event = eventOf(entry, facts, clock.now(), random);
      if ("ErrorCode" in event) return event;
      route(busOf(entry), event, entry.TraceHeader ?? call.traceHeader);
      return { EventId: event.id };
    });
    return { FailedEntryCount: Entries.filter((entry) => "ErrorCode" in entry).length, Entries };
  }

  return { service: "events", operations: { PutEvents: async (call) => putEvents(call) }, retrying: () => retrying };
}

/** The entries of one call together stay under 1 MB (API reference, PutEvents). */
const maximumBytes = 1_048_576;

/** 185 retries within 24 hours unless the target says otherwise (EventBridge user guide, "Event retry policy"). */
const retryDefaults = { maximumRetries: 185, maximumAgeSeconds: 86_400 };

export function ruleOf({ properties, attributes, ref }: Resource): Rule {
  const targets = list<Record<string, unknown>>(properties, "Targets").map((target) => {
    const deadLetterArn = record(target, "DeadLetterConfig").Arn;
    const policy = record(target, "RetryPolicy");
    const { InputPathsMap: paths = {}, InputTemplate: template } = record(target, "InputTransformer");
    return {
      arn: text(target, "Arn"),
      ...(typeof deadLetterArn === "string" ? { deadLetterArn } : {}),
      ...(typeof template === "string" ? { transformer: { paths: paths as InputTransformer["paths"], template } } : {}),
      maximumRetries: Number(policy.MaximumRetryAttempts ?? retryDefaults.maximumRetries),
      maximumAgeSeconds: Number(policy.MaximumEventAgeInSeconds ?? retryDefaults.maximumAgeSeconds),
    };
  });
  const arn = attributes.Arn ?? ref;
  const enabled = properties.State !== "DISABLED";
  const bus = busOf({ EventBusName: properties.EventBusName as string | undefined });
  return {
    name: nameOf(arn),
    arn,
    bus,
    pattern: properties.EventPattern as Pattern,
    targets: enabled ? targets : [],
  };
}

function errorCode(error: AwsError): string {
  if (error.code === "QueueDoesNotExist") return "NO_RESOURCE";
  if (error.status === 403) return "NO_PERMISSIONS";
  return error.status === 429 ? "THROTTLING" : "ERROR_FROM_TARGET";
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
